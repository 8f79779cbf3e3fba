"""The forms of a programme: one for each training type, asking for no more than the type needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.forms import PLEASE_CHOOSE
from programs import key_groups
from programs.enums import Payer, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation, Programme, Teacher
from programs.models.programme_terms import HIGH_LEVELS

ABOUT = ("name", "occupation", "level", "textbook", "description", "has_final_test")
FEE = ("fee", "payer", "trainee_pays")
T = TrainingType


class ProgrammeForm(forms.ModelForm):
    """What all have in common: what is taught, from which book, by whom, and who pays."""

    training_type: str
    levels = TAUGHT_LEVELS
    teachers = forms.ModelMultipleChoiceField(
        label=_("Teachers"),
        queryset=Teacher.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whom the programme names; a class may be taught by others, too."),
    )

    class Meta:
        model = Programme
        fields = (*ABOUT, *FEE)
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        own = Teacher.objects.visible_to(actor).filter(is_active=True)
        self.fields["teachers"].queryset = own.order_by("sort_key")
        if self.instance.pk:
            named = self.instance.named.held()
            self.initial["teachers"] = list(named.values_list("teacher", flat=True))
        if "occupation" in self.fields:
            self.set_subject(actor)
        self.fields["fee"].min_value = 0
        self.fields["trainee_pays"].required = False
        self.fields["trainee_pays"].help_text = _("Only where the fee is shared.")
        self.prepare()

    def prepare(self):
        """What a training type sets up beyond what all have."""

    def set_subject(self, actor):
        """An occupation and a level are needed, of those this training type teaches."""
        occupations = Occupation.objects.visible_to(actor).order_by("sort_key")
        self.fields["occupation"].queryset = occupations
        self.fields["occupation"].required = True
        self.fields["level"] = forms.ChoiceField(
            label=_("Skill level"), choices=[("", PLEASE_CHOOSE), *self.levels]
        )

    def clean(self):
        """Who pays says what the trainee pays; only a shared fee leaves it open."""
        data = super().clean()
        fee, payer, own = data.get("fee"), data.get("payer"), data.get("trainee_pays") or 0
        if fee is None or payer is None:
            return data
        if fee < 0:
            self.add_error("fee", _("A fee is not below 0."))
        if payer == Payer.TRAINEE and not fee:
            self.add_error("fee", _("Where the trainee pays, the fee is above 0."))
        if payer == Payer.SHARED and not 0 < own < fee:
            self.add_error("trainee_pays", _("Where it is shared: above 0 and below the fee."))
        if payer != Payer.SHARED:
            data["trainee_pays"] = fee if payer == Payer.TRAINEE else 0
        return data

    def facts(self) -> dict:
        """What the service is to write."""
        written = {name: self.cleaned_data[name] for name in self._meta.fields}
        return {**written, "training_type": self.training_type, **self.derived()}

    def derived(self) -> dict:
        """Columns that follow from what was written."""
        return {}


class KeyGroupForm(ProgrammeForm):
    training_type = T.KEY_GROUP
    key_groups = forms.MultipleChoiceField(
        label=_("For which key groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all key groups."),
    )

    class Meta(ProgrammeForm.Meta):
        fields = (*ABOUT, "key_groups", "has_living_allowance", *FEE)

    def prepare(self):
        super().prepare()
        self.fields["key_groups"].choices = list(key_groups.choices().items())


class EnterpriseForm(ProgrammeForm):
    training_type = T.ENTERPRISE

    class Meta(ProgrammeForm.Meta):
        fields = (*ABOUT, "setting", *FEE)

    def prepare(self):
        super().prepare()
        self.fields["setting"].required = True


class ApprenticeshipForm(EnterpriseForm):
    """The new-type apprenticeship 企业新型学徒制: contract, two mentors, work and study, a term."""

    class Meta(ProgrammeForm.Meta):
        terms = ("work_share", "study_share", "term_months", "has_contract", "has_two_mentors")
        fields = (*ABOUT, "setting", *terms, *FEE)

    def prepare(self):
        super().prepare()
        for name in self.Meta.terms:
            self.fields[name].required = True
        self.fields["term_months"].min_value = 1

    def clean(self):
        data = super().clean()
        work, study = data.get("work_share"), data.get("study_share")
        if work is not None and study is not None and work + study != 100:
            self.add_error("study_share", _("Work and study make the whole together: 100 percent."))
        if data.get("term_months") == 0:
            self.add_error("term_months", _("The term is one month or more."))
        return data

    def derived(self) -> dict:
        return {"is_apprenticeship": True}


class HighSkilledForm(ProgrammeForm):
    training_type = T.HIGH_SKILLED
    levels = [(value, label) for value, label in TAUGHT_LEVELS if value in HIGH_LEVELS]

    class Meta(ProgrammeForm.Meta):
        fields = (*ABOUT, "studio", *FEE)

    def prepare(self):
        super().prepare()
        self.fields["studio"].help_text = _("Only where a master studio leads the programme.")

    def derived(self) -> dict:
        return {"is_studio_led": bool(self.cleaned_data["studio"])}


class StartUpForm(ProgrammeForm):
    training_type = T.ENTREPRENEURSHIP

    class Meta(ProgrammeForm.Meta):
        own = ("lecturers", "needs_business_plan")
        about = ("name", "course_type", "textbook", "description", "has_final_test")
        fields = (*about, *own, *FEE)

    def prepare(self):
        super().prepare()
        self.fields["course_type"].required = True
        self.fields["lecturers"] = forms.IntegerField(
            label=_("Lecturers of a class"), min_value=1, max_value=20
        )
        self.initial["lecturers"] = self.instance.lecturers or 1


KINDS = {
    "key_group": (
        KeyGroupForm,
        T.KEY_GROUP.label,
        _("For key groups: which ones, and whether they get a living allowance."),
    ),
    "enterprise": (
        EnterpriseForm,
        T.ENTERPRISE.label,
        _("For employees of an enterprise, taught in the enterprise or with an institution."),
    ),
    "apprenticeship": (
        ApprenticeshipForm,
        _("New-type apprenticeship"),
        _("For apprentices of an enterprise: training contract, two mentors, work and study."),
    ),
    "high_skilled": (
        HighSkilledForm,
        T.HIGH_SKILLED.label,
        _("From level 3 up, technicians and senior technicians; a master studio may lead it."),
    ),
    "entrepreneurship": (
        StartUpForm,
        T.ENTREPRENEURSHIP.label,
        _("GYB, SYB, IYB or online shop, with lecturers and a business plan."),
    ),
}
"""Kind of programme → its form, its name, and for whom it is: one chooses among them first."""


def kind_of(programme: Programme) -> str:
    """The kind a stored programme is of."""
    return "apprenticeship" if programme.is_apprenticeship else programme.training_type


def kinds_for(actor) -> dict:
    """The kinds a unit may write: an enterprise trains its own employees."""
    if actor.role != Role.ENTERPRISE_ADMIN:
        return KINDS
    return {name: kind for name, kind in KINDS.items() if kind[0].training_type == T.ENTERPRISE}
