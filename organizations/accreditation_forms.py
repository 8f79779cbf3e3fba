"""Forms of accreditation: the steps of an application, papers, the visit, changes."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Role
from core.files.fields import FilesField, FilesInput, UploadField
from core.forms import PLEASE_CHOOSE
from organizations.criteria import criteria_of, papers_of
from organizations.enums import ChangeKind, FindingResult, PaperKind
from organizations.models import Accreditation
from organizations.queries import visiting_officers

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
OF_EVALUATION = _("responsible for evaluation")
PAPERS = _("PDF or picture (JPEG, PNG), at most 20 MB; the ending must fit what the file is.")


class LicenceForm(forms.ModelForm):
    """The first step: by what the unit may teach."""

    class Meta:
        model = Accreditation
        fields = ("licence_number", "licence_issuer", "licence_valid_until")
        widgets = {"licence_valid_until": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class PremisesForm(forms.ModelForm):
    """The second step: who answers for it, and where it is held."""

    class Meta:
        model = Accreditation
        fields = ("legal_person", "responsible_person", "premises_address", "premises_area")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        if actor.role == Role.AGENCY_ADMIN:
            self.fields["responsible_person"].label = capfirst(OF_EVALUATION)
        for field in self.fields.values():
            field.required = True


class StatementForm(forms.ModelForm):
    """The third step: what the unit says about itself."""

    class Meta:
        model = Accreditation
        fields = ("statement",)
        widgets = {"statement": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "statement": _("Experience, teachers, equipment, and how attendance will be kept.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["statement"].required = True


class PaperForm(forms.Form):
    """One paper and what it is; only what units of this kind hand in."""

    kind = forms.ChoiceField(label=_("Kind of paper"))
    file = UploadField(purpose="accreditation_paper", label=_("File"), help_text=PAPERS)

    def __init__(self, *args, unit_kind, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(kind.value, kind.label) for kind in papers_of(unit_kind)]
        self.fields["kind"].choices = [("", PLEASE_CHOOSE), *offered]


class VisitPlanForm(forms.Form):
    """Day and two officers of the own district."""

    visit_on = forms.DateField(label=_("Day of the visit"), widget=DAY)
    first_officer = forms.ChoiceField(label=_("First officer"))
    second_officer = forms.ChoiceField(label=_("Second officer"))

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        officers = [(user.username, user.name) for user in visiting_officers(actor.district_id)]
        for name in ("first_officer", "second_officer"):
            self.fields[name].choices = [("", PLEASE_CHOOSE), *officers]
        self.fields["visit_on"].widget.attrs["min"] = f"{clock.today():%Y-%m-%d}"


class ChecklistForm(forms.Form):
    """A finding and a note for each criterion, and the report.

    What was there when the page was drawn comes along hidden: only what this officer changed is
    written, so two can fill in one checklist. Half of it may be saved, so nothing is required; what
    `is_needed` in the end does not call itself optional.
    """

    report = forms.CharField(
        label=_("Report of the visit"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        show_hidden_initial=True,
    )

    def __init__(self, *args, unit_kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria_of(unit_kind)
        for one in self.criteria:
            self.fields[f"result-{one.code}"] = forms.ChoiceField(
                label=str(one),
                choices=FindingResult.choices,
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,
                help_text=one.proof,
            )
            self.fields[f"note-{one.code}"] = forms.CharField(
                label=_("Note"), max_length=300, required=False, show_hidden_initial=True
            )
            self.fields[f"result-{one.code}"].is_needed = True
        self.fields["report"].is_needed = True
        self.order_fields([name for name in self.fields if name != "report"])

    def clean(self):
        data = super().clean()
        for one in self.criteria:
            unmet = data.get(f"result-{one.code}") == FindingResult.NOT_MET
            if unmet and not data.get(f"note-{one.code}"):
                self.add_error(f"note-{one.code}", _("Say what is not met."))
        return data

    def findings(self) -> dict:
        """{criterion: (result, note)} of what was changed here."""
        data, changed = self.cleaned_data, set(self.changed_data)
        return {
            one.code: (data[f"result-{one.code}"], data[f"note-{one.code}"])
            for one in self.criteria
            if changed & {f"result-{one.code}", f"note-{one.code}"} and data[f"result-{one.code}"]
        }

    def written(self) -> str | None:
        """The report, if it was changed here."""
        return self.cleaned_data["report"] if "report" in self.changed_data else None


class PhotosForm(forms.Form):
    """Photos, one or several; a phone offers its camera and what it has taken already."""

    photos = FilesField(  # each is judged when it is stored: a refused one holds up no other
        label=_("Add photos"),
        required=False,
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("JPEG or PNG, several at once; at most 20 MB each."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photos"].is_needed = True


class ReportForm(forms.Form):
    """The report of a visit to new premises."""

    report = forms.CharField(
        label=_("Report of the visit"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ChangeForm(forms.Form):
    """Why, and the proof; each kind adds what is wanted."""

    grounds = forms.CharField(
        label=_("Grounds"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = UploadField(purpose="accreditation_paper", label=PaperKind.PROOF.label, help_text=PAPERS)

    def wanted(self) -> dict:
        return {}


class NameChange(ChangeForm):
    name = forms.CharField(label=_("New name of the unit"), max_length=80)
    field_order = ("name",)

    def wanted(self):
        return {"name": self.cleaned_data["name"]}


class LegalPersonChange(ChangeForm):
    legal_person = forms.CharField(label=_("New legal person"), max_length=60)
    field_order = ("legal_person",)

    def wanted(self):
        return {"legal_person": self.cleaned_data["legal_person"]}


class PremisesChange(ChangeForm):
    premises_address = forms.CharField(label=_("New address of the premises"), max_length=120)
    premises_area = forms.IntegerField(label=_("Area in m²"), min_value=1, max_value=1_000_000)
    field_order = ("premises_address", "premises_area")

    def wanted(self):
        return {name: self.cleaned_data[name] for name in self.field_order}


class OwnRequest(ChangeForm):
    """Suspension or removal at one's own request: the grounds are enough."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False


CHANGE_FORMS = {
    ChangeKind.NAME: NameChange,
    ChangeKind.LEGAL_PERSON: LegalPersonChange,
    ChangeKind.PREMISES: PremisesChange,
    ChangeKind.SUSPENSION: OwnRequest,
    ChangeKind.REMOVAL: OwnRequest,
}
