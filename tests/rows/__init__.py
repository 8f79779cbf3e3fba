"""Rows of the two sides, a module for each part: `lay_out(side, n)` puts them into `side.rows`.

`tests/world.py` calls every module here, in the order of their names, after its own rows. `side`
has what was laid out before (`side.organization`, `side.district`, `side.admin`, …), `n` is 1 or 2.
What is private carries the marker `密` and the side's sign, what is public `公`.
"""
