"""The report as PDF in the official layout, set by Typst in Noto Sans SC."""

from django.utils import timezone

from core.documents import make_pdf, qr_code
from supervision.periods import Quarter
from supervision.queries import FINAL, Line, Snapshot
from supervision.queries.places import TOTAL, Place

NO_TARGET = "未设定"
COMPARISONS = (
    (("上期", "较上期"), Line.to_previous),
    (("去年同期", "较去年同期"), Line.to_year_ago),
)


def pdf_file(snapshot: Snapshot, address: str) -> bytes:
    """A4 PDF in Chinese; its QR code leads to `address`, where anybody can verify it.

    Raises Refused: file_unreadable when a font file is missing.
    """
    return make_pdf("supervision/report.typ", content(snapshot), pictures={"qr": qr_code(address)})


def content(snapshot: Snapshot) -> dict:
    """Everything the layout prints, as text."""
    report = snapshot.report
    return {
        "period": Quarter.parse(report.quarter).in_chinese,
        "scope": str(report.scope_name),
        "number": report.number,
        "as_of": f"{timezone.localtime(report.as_of):%Y-%m-%d %H:%M}",
        "generated": f"{timezone.localtime(report.generated_at):%Y-%m-%d %H:%M}",
        "day": timezone.localtime(report.generated_at).timetuple()[:3],
        "code": report.figures_hash,
        "draft": report.state not in FINAL,
        "signatures": {
            "submitted": report.submitted_by_name,
            "locked": report.locked_by_name,
        },
        **totals(snapshot),
        "pending": [[i.id, i.zh, i.reasons[0]] for i in snapshot.pending],
        "districts": table1(snapshot),
        "types": table2(snapshot),
        "institutions": lines(snapshot.institutions, ("I01", "I02", "I06", "I08", "I09", "I10"),
                              snapshot),
        "chart": chart(snapshot.districts),
        "targets": targets(snapshot),
        "plan": snapshot.targets.plan if snapshot.targets else "",
        "corrections": table7(snapshot.corrections),
    }  # fmt: skip


def totals(snapshot) -> dict:
    """The heads and rows of all indicators; an earlier figure only where any of them has one."""
    line, indicators = snapshot.totals, snapshot.indicators
    ways = [
        (heads, compare)
        for heads, compare in COMPARISONS
        if any(compare(line, indicator.id).before is not None for indicator in indicators)
    ]
    compared = [head for heads, _compare in ways for head in heads]
    return {
        "total_heads": ["编号", "指标", "本期", *compared, "分子 / 分母"],
        "totals": [total(line, item, [compare for _heads, compare in ways]) for item in indicators],
    }


def total(line, indicator, comparisons) -> list[str]:
    """The row of one indicator, with the earlier figure and the difference of each comparison."""
    cell = line.cell(indicator.id)
    figures = [indicator.shown(cell.value)]
    for compare in comparisons:
        compared = compare(line, indicator.id)
        figures += [
            indicator.shown(compared.before),
            indicator.difference_shown(compared.difference),
        ]
    parts = f"{whole(cell.numerator)} / {whole(cell.denominator)}" if indicator.is_share else ""
    return [indicator.id, indicator.zh, *figures, parts]


def table1(snapshot) -> list[list[str]]:
    """表1: by district, with the target of the year."""
    return [
        [
            str(n),
            line.name,
            *district_target(snapshot, line),
            signed(line.to_previous("I06").difference),
            whole(line.cell("I08").value),
            whole(line.cell("I12").value),
        ]
        for n, line in enumerate(snapshot.districts, 1)
    ]


def district_target(snapshot, line) -> tuple[str, str, str, str]:
    """Target of the year, this quarter, the year so far, and how much of the target that is."""
    is_own = snapshot.report.district_id is not None
    place = TOTAL if is_own else Place(district=line.key)
    found = snapshot.targets and snapshot.targets.line("I06", place)
    now = whole(line.cell("I06").value)
    if not found:
        return NO_TARGET, now, "–", "–"
    return whole(found.target), now, whole(found.done), rate(found)


def rate(line) -> str:
    return "–" if line.rate is None else f"{line.rate * 100:.1f}%"


def targets(snapshot) -> list[list[str]]:
    """附表2: the targets of the year by training type, and all together."""
    found = snapshot.targets
    return [
        [
            f"{line.indicator.zh}　{line.training_type or '合计'}",
            whole(line.target) + (f"（原{whole(line.before)}）" if line.before is not None else ""),
            whole(line.done),
            rate(line),
            whole(line.expected),
            signed(line.difference),
        ]
        for line in (found.in_order() if found else ())
    ]


def table2(snapshot) -> list[list[str]]:
    return lines(snapshot.training_types, ("I02", "I06", "I08", "I09", "I10"), snapshot)


def lines(found: list[Line], keys, snapshot) -> list[list[str]]:
    by_id = {indicator.id: indicator for indicator in snapshot.indicators}
    return [
        [line.name, *(by_id[k].shown(line.cell(k).value) if k in by_id else "–" for k in keys)]
        for line in found
    ]


def table7(corrections) -> list[list[str]]:
    """表7: the corrected totals, and the cells of indicators whose total stays the same."""
    totals = {item.indicator.id for item in corrections if item.is_total}
    shown = (item for item in corrections if item.is_total or item.indicator.id not in totals)
    return [
        [
            f"{item.indicator.zh}（{item.name}）" if item.name else item.indicator.zh,
            item.indicator.shown(item.before.value),
            item.indicator.shown(item.now.value),
            item.indicator.difference_shown(item.compared.difference),
            item.reason or "未说明",
        ]
        for item in shown
    ]


def chart(districts: list[Line]) -> list:
    """Bars of participations by district, as (name, text, share of the longest)."""
    bars = [(line.name, line.cell("I06").value or 0) for line in districts]
    most = max((value for _name, value in bars), default=0) or 1
    return [[name, whole(value), float(value / most)] for name, value in bars]


def signed(value) -> str:
    return f"{int(value):+,}" if value else whole(value)


def whole(value) -> str:
    return "–" if value is None else f"{int(value):,}"
