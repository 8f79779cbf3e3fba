"""The demo city: invented, deterministic, and laid out by the same rules the services keep."""
