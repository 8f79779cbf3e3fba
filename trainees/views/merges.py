"""Two records of one person, by the district's reviewer: found, compared, proposed."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.admin_urls import changelist_url, record_url
from core.enums import Role
from core.pages import FormPage, Page
from core.refusals import Refused
from core.views.files import handed_out
from organizations.models import District
from trainees.comparing import alike, compared, pair_of
from trainees.forms.merges import MergeForm, OtherRecordForm
from trainees.models import PersonMerge, Trainee
from trainees.services.merging import find_other, propose_merge
from trainees.side_by_side import shown

OFFICERS = {Role.DISTRICT_REVIEWER}
REASONS = {"name": _("same name, day of birth and sex"), "phone": _("same phone")}
FOUND = "merge_found"  # in the session: by which number another record was found, as hashes


def listed(pairs, actor, own: int | None = None) -> list[dict]:
    """Pairs as a page lists them; the record of the own district, or `own`, comes first."""
    keys = {person.district_id for pair in pairs for person in (pair.one, pair.other)}
    names = {row.pk: str(row) for row in District.objects.filter(pk__in=keys)}
    return [line(pair, actor, own, names) for pair in pairs]


def line(pair, actor, own, names) -> dict:
    one, other = pair.one, pair.other
    is_first = one.id == own if own else one.district_id == actor.district_id
    one, other = (one, other) if is_first else (other, one)
    return {
        "people": [
            {**person.facts(), "place": names[person.district_id]} for person in (one, other)
        ],
        "reasons": [REASONS[reason] for reason in pair.reasons],
        "url": reverse("merge-create", args=[one.id, other.id]),
    }


class MergeCandidates(Page):
    """Records of the district that look like one person's, with the reason."""

    face = "bureau"
    roles = OFFICERS
    title = _("Possible duplicates")
    lead = _(
        "Records with the same name, day of birth and sex, or with the same phone; one of each "
        "pair lives in the district. Only a document shows whether it is one person."
    )
    template_name = "trainees/merge_candidates.html"
    empty = {
        "title": _("No two records look alike"),
        "text": _(
            "If you know of two records of one person, open one of them and look from there."
        ),
        "label": _("Trainees of the district"),
    }

    def trail(self):
        return [(PersonMerge._meta.verbose_name_plural, changelist_url(PersonMerge))]

    def get_context_data(self, **kwargs):
        pairs = listed(alike(), self.actor)
        empty = {**self.empty, "url": changelist_url(Trainee)}
        return super().get_context_data(pairs=pairs, empty=empty, **kwargs)


class OfResident(FormPage):
    """A page about one record of the own district that was not merged."""

    face = "bureau"
    roles = OFFICERS

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Trainee.objects.visible_to(request.actor).filter(merged_into__isnull=True)
        self.person = get_object_or_404(seen, pk=kwargs["pk"])

    def trail(self):
        kind = Trainee._meta.verbose_name_plural
        return [(kind, changelist_url(Trainee)), (str(self.person), record_url(self.person))]

    def cancel_url(self):
        return record_url(self.person)


class MergeSearch(OfResident):
    """The other record: one that looks alike, or found by the document or the name."""

    title = _("Find the other record")
    lead = _(
        "The person stands in the records twice, for example once by each of two documents. Type "
        "the number from the other document, or the full name as it stands there."
    )
    template_name = "trainees/merge_search.html"
    form_class = OtherRecordForm
    submit_label = _("Look")
    success_message = ""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() and not form.cleaned_data["number"]:
            named = self.named(form.cleaned_data["name"])
            return self.render_to_response(self.get_context_data(form=form, named=named))
        return super().post(request, *args, **kwargs)

    def named(self, name) -> list[Trainee]:
        """Others of the district with exactly this name."""
        seen = Trainee.objects.visible_to(self.actor).filter(merged_into__isnull=True, name=name)
        return list(seen.exclude(pk=self.person.pk).select_related("district")[:20])

    def save(self, form):
        given = form.cleaned_data
        asked = {"document_type": given["document_type"], "number": given["number"]}
        other, numbers = find_other(self.person, actor=self.actor, **asked)
        if other is None:
            raise Refused("merge_nobody_found")
        self.request.session[FOUND] = [self.person.pk, other, numbers]
        return other

    def next_url(self, obj):
        return reverse("merge-create", args=[self.person.pk, obj])

    def get_context_data(self, **kwargs):
        pairs = listed(alike(self.person.pk), self.actor, self.person.pk)
        return super().get_context_data(person=self.person, pairs=pairs, **kwargs)


class MergeCreate(OfResident):
    """Both records side by side, what would move, and the document that shows it is one person."""

    title = _("Propose to merge two records")
    lead = _("The city decides. Nothing moves before.")
    template_name = "trainees/merge_create.html"
    form_class = MergeForm
    submit_label = _("Propose to the city")
    success_message = _("Proposed. You are told what the city decides.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.actor.role in OFFICERS and self.pair is None:
            raise Http404

    @cached_property
    def numbers(self) -> str:
        """The hashes of the number by which the officer found the other one in this session."""
        own, other, numbers = self.request.session.get(FOUND) or (0, 0, "")
        return numbers if [own, other] == [self.person.pk, self.kwargs["other"]] else ""

    @cached_property
    def pair(self):
        return pair_of(self.person.pk, self.kwargs["other"], self.numbers)

    @property
    def stays(self) -> int:
        """Which one stays unless the officer says otherwise: the one in use, or the earlier."""
        one, other = self.pair.one, self.pair.other
        return min((one, other), key=lambda row: (not row.is_used, row.registered_at)).id

    def get_form(self):
        given = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return MergeForm(*given, pair=self.pair, initial={"kept": self.stays})

    def save(self, form):
        given = form.cleaned_data
        (merged,) = {self.pair.one.id, self.pair.other.id} - {given["kept"]}
        return propose_merge(
            actor=self.actor, kept=given["kept"], merged=merged, reason=given["reason"],
            proof=given["proof"], numbers=self.numbers,
        )  # fmt: skip

    def get_context_data(self, **kwargs):
        two = shown(self.pair.facts(), compared(self.pair, self.numbers))
        heads = {"head_kept": _("First record"), "head_merged": _("Second record")}
        return super().get_context_data(**two, **heads, **kwargs)


@require_safe
def proof(request, number):
    """The document that shows it is one person; every look is recorded."""
    seen = PersonMerge.objects.visible_to(request.actor).select_related("proof")
    return handed_out(request.actor, get_object_or_404(seen, number=number).proof)
