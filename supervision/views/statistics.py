"""Public statistics: what two people have signed, with a picture of each table."""

from django.utils.translation import gettext_lazy as _

from core.pages import Page
from core.pages.parts import bar_shares
from organizations.models import District
from programs.enums import TrainingType
from supervision.indicators.declaration import indicator
from supervision.queries.figures import Compared
from supervision.queries.published import Published, published

HEADLINES = ("I06", "I07", "I08", "I09", "I10", "I12")
PICTURED = ("I06", "I08")  # by quarter, district and training type
EMPTY = {
    "title": _("No signed report yet"),
    "text": _("The figures appear here when two people have signed the report of a quarter."),
}


class Statistics(Page):
    """The newest signed quarter beside the ones before; only sums, no unit and no person."""

    face = "portal"
    template_name = "supervision/statistics.html"
    title = _("Training in figures")

    def get_context_data(self, **kwargs):
        quarters = published()
        shown = figures(quarters) if quarters else {"empty": EMPTY}
        return super().get_context_data(**shown, **kwargs)


def figures(quarters: list[Published]) -> dict:
    newest = quarters[0]
    before = next((one for one in quarters if one.quarter == newest.quarter.previous), None)
    return {
        "newest": newest,
        "headlines": [headline(key, newest, before) for key in HEADLINES if key in newest.totals],
        "pictures": [
            *(picture(key, _("By quarter"), by_quarter(quarters, key)) for key in PICTURED),
            *(picture(key, _("By district"), by_district(newest, key)) for key in PICTURED),
            *(picture(key, _("By training type"), by_type(newest, key)) for key in PICTURED),
        ],
    }


def headline(key, newest, before) -> dict:
    """A figure with its difference to the quarter before, where that is signed, too."""
    item, cell = indicator(key), newest.total(key)
    compared = Compared(cell.value, before.total(key).value if before else None)
    return {
        "label": str(item),
        "words": item.words,
        "value": item.shown(cell.value),
        "difference": item.difference_shown(compared.difference) if before else "",
    }


def picture(key, by, rows) -> dict:
    """Bars of one indicator; the longest fills the width."""
    item = indicator(key)
    shares = bar_shares([cell.value or 0 for _label, cell in rows])
    return {
        "title": f"{item} · {by}",
        "rows": [
            {"label": label, "text": item.shown(cell.value), "share": share}
            for (label, cell), share in zip(rows, shares, strict=True)
        ],
    }


def by_quarter(quarters, key):
    return [(one.quarter.words, one.total(key)) for one in reversed(quarters) if key in one.totals]


def by_district(newest, key):
    districts = District.objects.filter(pk__in=newest.districts).order_by("code")
    cells = newest.districts
    return [(str(row), cells[row.pk][key]) for row in districts if key in cells[row.pk]]


def by_type(newest, key):
    cells = newest.training_types
    return [(kind.label, cells[kind][key]) for kind in TrainingType if key in cells.get(kind, {})]
