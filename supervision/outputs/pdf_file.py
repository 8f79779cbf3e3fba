"""The report as PDF in the official layout, set by Typst in Noto Sans SC."""

from django.utils import timezone, translation

from core.documents import make_pdf, qr_code
from supervision.enums import ReportState
from supervision.periods import Quarter
from supervision.queries import Line, Snapshot
from supervision.signers import signer

FINAL = (ReportState.LOCKED, ReportState.RESTATED)
COMPARISONS = (
    (("上期", "较上期"), Line.to_previous),
    (("去年同期", "较去年同期"), Line.to_year_ago),
)


def pdf_file(snapshot: Snapshot, address: str) -> bytes:
    """A4 PDF in Chinese; its QR code leads to `address`.

    Raises Refused: file_unreadable when a font file is missing.
    """
    with translation.override("zh-hans"):
        data = content(snapshot)
    return make_pdf("supervision/report.typ", data, pictures={"qr": qr_code(address)})


def content(snapshot: Snapshot) -> dict:
    """Everything the layout prints, as text."""
    report = snapshot.report
    return {
        "period": Quarter.parse(report.quarter).in_chinese,
        "scope": str(report.scope_name),
        "number": report.number,
        "as_of": f"{timezone.localtime(report.as_of):%Y-%m-%d %H:%M}",
        "generated": f"{timezone.localtime(report.generated_at):%Y-%m-%d %H:%M}",
        "code": report.figures_hash,
        "draft": report.state not in FINAL,
        "signatures": {
            "submitted": signer(report, "submitted_by_id"),
            "locked": signer(report, "locked_by_id"),
        },
        **totals(snapshot),
        "pending": [[i.id, i.zh, i.reasons[0]] for i in snapshot.pending],
        "districts": table1(snapshot),
        "types": table2(snapshot),
        "institutions": lines(snapshot.institutions, ("I01", "I02", "I06", "I08", "I09", "I10"),
                              snapshot),
        "chart": chart(snapshot.districts),
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
    figures = [shown(cell.value, indicator)]
    for compare in comparisons:
        compared = compare(line, indicator.id)
        figures += [shown(compared.before, indicator), changed(compared.difference, indicator)]
    parts = f"{whole(cell.numerator)} / {whole(cell.denominator)}" if indicator.is_share else ""
    return [indicator.id, indicator.zh, *figures, parts]


def table1(snapshot) -> list[list[str]]:
    """表1: by district; there are no targets yet."""
    return [
        [
            str(n),
            line.name,
            "未设定",
            whole(line.cell("I06").value),
            signed(line.to_previous("I06").difference),
            whole(line.cell("I08").value),
            whole(line.cell("I12").value),
        ]
        for n, line in enumerate(snapshot.districts, 1)
    ]


def table2(snapshot) -> list[list[str]]:
    return lines(snapshot.training_types, ("I02", "I06", "I08", "I09", "I10"), snapshot)


def lines(found: list[Line], keys, snapshot) -> list[list[str]]:
    by_id = {indicator.id: indicator for indicator in snapshot.indicators}
    return [[line.name, *(shown(line.cell(k).value, by_id.get(k)) for k in keys)] for line in found]


def chart(districts: list[Line]) -> list:
    """Bars of participations by district, as (name, text, share of the longest)."""
    bars = [(line.name, line.cell("I06").value or 0) for line in districts]
    most = max((value for _name, value in bars), default=0) or 1
    return [[name, whole(value), float(value / most)] for name, value in bars]


def shown(value, indicator) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.1f}%" if indicator.is_share else whole(value)


def changed(value, indicator) -> str:
    """A difference with its sign; that of a share in percentage points."""
    is_points = value and indicator.is_share
    return f"{value * 100:+.1f}个百分点" if is_points else signed(value)


def signed(value) -> str:
    return f"{int(value):+,}" if value else whole(value)


def whole(value) -> str:
    return "–" if value is None else f"{int(value):,}"
