"""Forms of apprenticeships: the plan, an apprentice with a contract, a week of the log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.files.fields import UploadField
from core.forms import PLEASE_CHOOSE
from organizations.enums import OrganizationKind
from organizations.models import Organization
from programs.models import Occupation
from trainees.apprentice_checks import mentors_of
from trainees.models import ApprenticeLog, ApprenticePlan, Employment
from trainees.models.apprentice_log import DAYS_OF_A_WEEK, MOST_LESSONS, week_words


def day_field(label, **more):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class ApprenticePlanForm(forms.ModelForm):
    """With whom, what, and from when to when."""

    institution = forms.ModelChoiceField(
        label=_("Training institution"),
        queryset=Organization.objects.accredited().filter(kind=OrganizationKind.INSTITUTION),
        help_text=_("It teaches the lessons and names the second mentor of each apprentice."),
    )
    occupation = forms.ModelChoiceField(label=_("Occupation"), queryset=Occupation.objects.all())
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))

    class Meta:
        model = ApprenticePlan
        fields = ("institution", "occupation", "level", "starts_on", "ends_on")


class MentorsForm(forms.Form):
    """The two mentors, among the members who act as mentors of either unit of the plan."""

    enterprise_mentor = forms.TypedChoiceField(
        label=_("Mentor of the enterprise"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Not in the list? Invite the person as mentor under “Members” first."),
    )
    institution_mentor = forms.TypedChoiceField(
        label=_("Mentor of the institution"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Not in the list? Ask the institution to invite the person as mentor."),
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        known = mentors_of(plan)
        for name, unit in (
            ("enterprise_mentor", plan.organization_id),
            ("institution_mentor", plan.institution_id),
        ):
            own = [(person, called) for (person, of), called in known.items() if of == unit]
            self.fields[name].choices = [("", PLEASE_CHOOSE), *own]


class ContractForm(MentorsForm):
    """The training contract of an apprentice, and the mentors."""

    field_order = (
        "employment", "contract_number", "contract_from", "contract_until", "contract",
        "enterprise_mentor", "institution_mentor",
    )  # fmt: skip
    contract_number = forms.CharField(label=_("Contract number"), max_length=40)
    contract_from = day_field(_("Contract from"))
    contract_until = day_field(_("Contract until"))
    contract = UploadField(
        purpose="training_contract",
        label=_("Signed contract"),
        required=False,
        help_text=_("A PDF or a photo, up to 20 MB. The apprentice can open it, too."),
    )


class ApprenticeForm(ContractForm):
    """An own employee who becomes an apprentice of a plan."""

    employment = forms.ModelChoiceField(
        label=_("Employee"),
        queryset=Employment.objects.none(),
        help_text=_("Whoever is employed on the first day of the plan."),
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, plan=plan, **kwargs)
        employed = Employment.objects.filter(organization_id=plan.organization_id)
        taken = plan.apprentices.counting().values("trainee_id")
        free = employed.on(plan.starts_on).exclude(trainee_id__in=taken)
        self.fields["employment"].queryset = free.order_by("name", "pk")
        self.fields["employment"].label_from_instance = in_words


def in_words(employment) -> str:
    told = (employment.name, employment.masked_identity, employment.department)
    return " · ".join(filter(None, told))


class DropForm(forms.Form):
    """Nothing to fill in: pressing the button is the answer."""


class LeaveForm(forms.Form):
    left_on = day_field(_("Last day as an apprentice"), initial=clock.today)
    left_reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LogForm(forms.ModelForm):
    """What happened in a week; the days and lessons are those really held."""

    class Meta:
        model = ApprenticeLog
        fields = ("work_days", "lessons", "learnt")
        widgets = {
            "work_days": forms.NumberInput(attrs={"min": 0, "max": DAYS_OF_A_WEEK}),
            "lessons": forms.NumberInput(attrs={"min": 0, "max": MOST_LESSONS}),
            "learnt": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"learnt": _("What you did and learnt, in your own words.")}


class NewLogForm(LogForm):
    """A week that is not written yet; `weeks` are the Mondays to choose from."""

    field_order = ("week_on", "work_days", "lessons", "learnt")
    week_on = forms.TypedChoiceField(label=_("Week"))

    def __init__(self, *args, weeks, **kwargs):
        super().__init__(*args, **kwargs)
        by_key = {f"{day:%Y-%m-%d}": day for day in weeks}
        field = self.fields["week_on"]
        field.choices = [(key, week_words(day)) for key, day in by_key.items()]
        field.coerce = by_key.__getitem__
