"""What of supervision names people: who signed and read reports (docs/account.md)."""

from core.portable import left_out

for table in (
    "supervision_quarterlyreport", "supervision_reportreceipt", "supervision_restatementreason",
):  # fmt: skip
    left_out(table, "who signed, read and explained reports, as officers; figures name nobody")
