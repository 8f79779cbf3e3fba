"""The records behind a figure of a dashboard, counted anew by the condition of the figure."""

from dataclasses import replace

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_site import site
from core.pages import Column, ListPage
from organizations.models import District, Organization
from programs.enums import TrainingType
from supervision.enums import Part
from supervision.standing import FIGURES, figure, spans
from supervision.standing.counting import READERS, place_of, records, sources
from supervision.standing.figures import spans_of
from supervision.views.rows import RECORDS

RECORD = (
    Column("label", _("Record")),
    Column("on", _("Day"), is_nowrap=True),
    Column("district", _("District"), is_nowrap=True),
    Column("institution", _("Institution")),
)
AMOUNT = Column("amount", _("Amount"), is_numeric=True, value=lambda row: f"{row.amount:,}")
NO_PLACE = -1  # no row's key: a place nobody has shows nothing


class StandingRows(ListPage):
    """`?figure=`, `span=`, `part=`, `district=` (code), `institution=` (number), `type=`."""

    face = "own"
    roles = READERS
    page_size = 50
    empty = {
        "title": _("No record"),
        "text": _("Nothing was counted for this figure in these days."),
    }

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = request.GET
        try:
            self.figure = figure(asked.get("figure") or next(iter(FIGURES)))
            span = asked.get("span") or spans_of(self.figure)[0].key
            self.part = asked.get("part") or Part.NUMERATOR.value
            self.records = records(self.figure, self.part, span, self.place())
        except KeyError:
            raise Http404 from None
        self.span, self.title = spans()[span], str(self.figure)

    def place(self):
        """Within what the actor looks after."""
        asked = self.request.GET
        found = [
            key_of(District, code=asked.get("district")),
            key_of(Organization, number=asked.get("institution")),
        ]
        kind = asked.get("type", "")
        if kind not in ("", *TrainingType.values):
            raise KeyError(kind)
        return replace(place_of(self.request.actor, *found), training_type=kind)

    @property
    def columns(self):
        """An amount says something only where records add more than one each."""
        return (*RECORD, AMOUNT) if self.figure.adds_up else RECORD

    def get_queryset(self):
        return self.records

    def row_url(self, obj):
        """The record, for whoever may open it."""
        kind = dict(sources(self.figure))[self.part].kind
        model, page = RECORDS[kind]
        if self.actor.is_unit:
            return unit_url(kind, page, obj)
        if model in site._registry and site._registry[model].has_view_permission(self.request):
            label = f"{model._meta.app_label}_{model._meta.model_name}"
            return reverse(f"admin:{label}_change", args=[obj.object_id])
        return ""

    @property
    def lead(self):
        """What is counted, over which days, and how much there is."""
        rows, total = self.records.size()
        size = _("%(rows)s records, %(total)s %(noun)s in all") % {
            "rows": f"{rows:,}",
            "total": f"{total:,}",
            "noun": self.figure.noun.after(total),
        }
        days = f"{self.span.first:%Y-%m-%d} – {self.span.last:%Y-%m-%d}"
        if self.span.first == self.span.last:
            days = f"{self.span.last:%Y-%m-%d}"
        kind = self.records.place.training_type
        of_type = f"{TrainingType(kind).label} · " if kind else ""
        return f"{of_type}{self.figure.words} · {self.span.label} ({days}) · {size}"

    def actions(self):
        """Back to the dashboard; for a share its two parts."""
        home = "workspace:home" if self.actor.is_unit else "admin:index"
        back = [{"label": _("Back to the overview"), "url": reverse(home)}]
        parts = sources(self.figure)
        return back + [self.part_link(Part(name)) for name, _source in parts if len(parts) > 1]

    def part_link(self, part):
        query = self.request.GET.copy()
        query["part"] = part.value
        query.pop("page", None)
        return {"label": part.label, "url": f"?{query.urlencode()}"}


def unit_url(kind, page, obj) -> str:
    """A record in the workspace; classes are addressed by the number their label begins with."""
    if kind == "class":
        return reverse("workspace:class-detail", args=[obj.label.split()[0]])
    return reverse(page, args=[obj.object_id]) if page else ""


def key_of(model, **about) -> int | None:
    """The key of the row an address names; None where it names none."""
    if not any(about.values()):
        return None
    return model.objects.filter(**about).values_list("pk", flat=True).first() or NO_PLACE
