"""The figures of the story, counted by hand from its rows."""

# counts as numbers, shares as (numerator, denominator)
CITY = {
    "I01": 3, "I02": 4, "I03": (3, 4), "I04": 1, "I05": 7, "I06": 7, "I07": 5, "I08": 2,
    "I09": (2, 4), "I10": (840, 1260), "I11": (2, 12), "I12": 3, "I15": 1,
}  # fmt: skip
JINZHOU = {
    "I01": 2, "I02": 3, "I03": (2, 3), "I04": 0, "I05": 5, "I06": 5, "I07": 4, "I08": 1,
    "I09": (1, 3), "I10": (370, 720), "I11": (2, 6), "I12": 3, "I15": 1,
}  # fmt: skip
ZHONGSHAN = {
    "I01": 1, "I02": 1, "I03": (1, 1), "I04": 1, "I05": 2, "I06": 2, "I07": 2, "I08": 1,
    "I09": (1, 1), "I10": (470, 540), "I11": (0, 6), "I12": 0, "I15": 0,
}  # fmt: skip
SCHOOL_A = {
    "I01": 1, "I02": 2, "I03": (1, 2), "I04": 0, "I05": 3, "I06": 4, "I07": 3, "I08": 1,
    "I09": (1, 3), "I10": (370, 720), "I11": (2, 6), "I12": 3, "I15": 0,
}  # fmt: skip
STARTERS = {
    "I01": 1, "I02": 1, "I03": (1, 1), "I04": 0, "I05": 2, "I06": 1, "I07": 1, "I08": 0,
    "I09": (0, 0), "I10": (0, 0), "I11": (0, 0), "I12": 0, "I15": 1,
}  # fmt: skip


def figures(line):
    """The cells of a line in the form of the literals."""
    return {
        key: int(cell.value) if cell.denominator is None
        else (int(cell.numerator), int(cell.denominator))
        for key, cell in line.cells.items()
    }  # fmt: skip
