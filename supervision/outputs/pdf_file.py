"""The report as PDF in the official layout, set by Typst in Noto Sans SC."""

from django.utils import timezone, translation

from core.documents import make_pdf, qr_code
from supervision.enums import ReportState
from supervision.periods import Quarter
from supervision.queries import Line, Snapshot
from supervision.signers import signer

FINAL = (ReportState.LOCKED, ReportState.RESTATED)


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
        "totals": [total(snapshot, indicator) for indicator in snapshot.indicators],
        "pending": [[i.id, i.zh, i.reasons[0]] for i in snapshot.pending],
        "districts": table1(snapshot),
        "types": table2(snapshot),
        "institutions": lines(snapshot.institutions, ("I01", "I02", "I06", "I08", "I09", "I10"),
                              snapshot),
        "chart": chart(snapshot.districts),
    }  # fmt: skip


def total(snapshot, indicator) -> list[str]:
    cell = snapshot.totals.cell(indicator.id)
    parts = f"{whole(cell.numerator)} / {whole(cell.denominator)}" if indicator.is_share else ""
    return [indicator.id, indicator.zh, shown(cell, indicator), parts]


def table1(snapshot) -> list[list[str]]:
    """表1: by district; there are no targets yet."""
    return [
        [
            str(n),
            line.name,
            "未设定",
            whole(line.cell("I06").value),
            whole(line.difference("I06")),
            whole(line.cell("I08").value),
            whole(line.cell("I12").value),
        ]
        for n, line in enumerate(snapshot.districts, 1)
    ]


def table2(snapshot) -> list[list[str]]:
    return lines(snapshot.training_types, ("I02", "I06", "I08", "I09", "I10"), snapshot)


def lines(found: list[Line], keys, snapshot) -> list[list[str]]:
    by_id = {indicator.id: indicator for indicator in snapshot.indicators}
    return [[line.name, *(shown(line.cell(k), by_id.get(k)) for k in keys)] for line in found]


def chart(districts: list[Line]) -> list:
    """Bars of participations by district, as (name, text, share of the longest)."""
    bars = [(line.name, line.cell("I06").value or 0) for line in districts]
    most = max((value for _name, value in bars), default=0) or 1
    return [[name, whole(value), float(value / most)] for name, value in bars]


def shown(cell, indicator) -> str:
    if cell.value is None:
        return "–"
    return f"{cell.value * 100:.1f}%" if indicator.is_share else whole(cell.value)


def whole(value) -> str:
    return "–" if value is None else f"{int(value):,}"
