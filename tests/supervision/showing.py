"""How a figure has to stand on the page and in each file; written anew, not taken from them."""

from decimal import Decimal

from tests.supervision.independent import SHARES, figure
from tests.supervision.reading import place_of

TOTALS = "编号 指标 本期 上期 较上期 去年同期 较去年同期 分子 / 分母"
PICTURE = "图1 各区县参训人次"
BY_DISTRICT = "序号 区县 年度目标（人次） 本季完成（参训） 累计完成 完成率 较上季 结业人次 紧缺职业"
BY_TYPE = "培训类型 开班数 参训人次 结业人次 结业率 出勤率"
BY_UNIT = "机构 备案数 开班数 参训人次 结业人次 结业率 出勤率"


def beside(earlier, place, key) -> list[Decimal | None]:
    """The figures a cell is compared with; where nothing was counted, that of nothing."""
    nothing = figure(key, 0, 0)
    return [lines.get(place, {}).get(key, nothing).value for lines in earlier]


def less(now, before) -> Decimal | None:
    return None if now is None or before is None else now - before


def words(key, value) -> str:
    """On the page and in the PDF: 1,234 or 98.5%."""
    if value is None:
        return "–"
    return f"{value * 100:.1f}%" if key in SHARES else f"{value:,}"


def change(key, value) -> str:
    """A difference on the page, without its unit."""
    if value is None:
        return "–"
    if key in SHARES:
        return f"{value * 100:+,.1f}"
    return f"{value:+,}" if value else "0"


def printed_change(key, value) -> str:
    """A difference in the PDF."""
    if not value:
        return words(key, value)
    return change(key, value) + ("个百分点" if key in SHARES else "")


def parts(cell) -> str:
    """Numerator and denominator on the page."""
    return "–" if cell.denominator is None else f"{cell.numerator:,} / {cell.denominator:,}"


def number(value) -> int | float | None:
    """In JSON: a whole number stays whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def numbers(*values) -> list[float | None]:
    """In the workbook, which keeps sixteen digits."""
    return [None if value is None else float(f"{float(value):.16g}") for value in values]


def compared(value, before) -> tuple:
    """An earlier figure, the difference to it, and this as a share of it."""
    difference = less(value, before)
    share = difference / before if before and difference is not None else None
    return before, difference, share


def printed(found, cells, earlier, targets):
    """(heads, what follows, rows) of the tables of the PDF and of its picture."""
    before, _year_ago = earlier

    def total(item):
        cell, key = cells[place_of({})][item.id], item.id
        ways = beside(earlier, place_of({}), key)
        figures = [(words(key, way), printed_change(key, less(cell.value, way))) for way in ways]
        shares = "" if cell.denominator is None else parts(cell)
        return [
            key,
            item.zh,
            words(key, cell.value),
            *(text for way in figures for text in way),
            shares,
        ]

    def of(line, *keys):
        return [words(key, cells[place_of(line.dimension)][key].value) for key in keys]

    def district(n, line):
        trained, *others = of(line, "I06", "I08", "I12")
        place = place_of(line.dimension)
        (was,) = beside([before], place, "I06")
        grown = printed_change("I06", less(cells[place]["I06"].value, was))
        target, done = targets[("I06", place[0], "")]
        share = f"{Decimal(done) / target * 100:.1f}%"
        return [str(n), line.name, f"{target:,}", trained, f"{done:,}", share, grown, *others]

    types, units = ("I02", "I06", "I08", "I09", "I10"), ("I01", "I02", "I06", "I08", "I09", "I10")
    yield TOTALS, "未采集", [total(item) for item in found.indicators]
    yield PICTURE, "表1", [[line.name, *of(line, "I06")] for line in found.districts]
    yield BY_DISTRICT, "表2", [district(n, line) for n, line in enumerate(found.districts, 1)]
    yield BY_TYPE, "附表1", [[line.name, *of(line, *types)] for line in found.training_types]
    yield BY_UNIT, "附表2", [[line.name, *of(line, *units)] for line in found.institutions]
