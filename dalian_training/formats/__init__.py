"""How dates and times are written: the same in both languages (GB/T 7408)."""
