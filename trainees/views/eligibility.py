"""May I, for what, how much, and why not: asked before anybody enrols, and kept nowhere."""

from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Page
from core.prepared import Prepared
from core.punctuation import with_colon
from policies.decisions import checks_of, failed
from policies.decisions.engine import NOT_CHECKED
from policies.enums import Outcome
from policies.queries import value_on
from programs.enums import CourseType
from programs.models import TrainingClass
from trainees.allowance import RATE, may_come, own_allowance, teaching_days
from trainees.certificate_subsidies import claim_limit, own_certificate_subsidies
from trainees.eligibility import amount_of, duties, own_subsidy, subject_of_class, subject_today
from trainees.forms.enrolling import EligibilityForm, GroupChoiceForm
from trainees.views.facts import led

MOST_CLASSES = 5


@Prepared
def class_asked(actor, number):
    """A class with what its subsidy is decided by, as the actor sees it."""
    seen = TrainingClass.objects.visible_to(actor).filter(number=number)
    return seen.select_related("programme__occupation")


def in_words(amount: str) -> str:
    return f"{Decimal(amount):,.2f}" if amount else ""


def not_told(decided, told: list) -> list:
    """What a further subsidy asks that is not told alike above, and what it fails for."""
    checks = led(checks_of(decided))
    missed = failed(checks)
    return [check for check in checks if check in missed or check not in told]


class EligibilityPage(Page):
    """The subsidy of the acting person for a class, or for an occupation at a level."""

    face = "account"
    roles = {Role.WORKER}
    at_counter = True
    title = _("Am I entitled?")
    lead = _(
        "Choose what you want to learn: you read whether it is subsidised for you, with how much, "
        "and if not, why and what would change it. Nothing is stored."
    )
    template_name = "trainees/eligibility.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.training_class, number = None, request.GET.get("class", "")
        if number:
            self.training_class = class_asked.first(request.actor, number)
            if self.training_class is None:
                raise Http404

    def trail(self):
        if self.training_class is None:
            return []
        name, number = self.training_class.name, self.training_class.number
        return [
            (_("Training classes"), reverse("class-list")),
            (name, reverse("class-detail", args=[number])),
        ]

    def form(self):
        """Bound once something was chosen; a class is an answer by itself."""
        data = self.request.GET
        if self.training_class:
            return GroupChoiceForm(data)
        return EligibilityForm(data if "subject" in data else None)

    def subject(self, asked):
        if self.training_class:
            return subject_of_class(self.training_class)
        return subject_today(asked["subject"], asked["level"])

    def answer(self, form) -> dict:
        """What is decided, and what to do next; nothing before there is a question."""
        if not form.is_valid():
            return {}
        group, subject = form.cleaned_data["group"], self.subject(form.cleaned_data)
        decided = own_subsidy(self.actor, subject, group.code if group else "")
        if decided is None:
            return {"has_no_record": True}
        checks = led(checks_of(decided))
        return {
            "is_refused": decided.outcome == Outcome.REFUSED,
            "amount": in_words(amount_of(decided)),
            "failed": failed(checks),
            "passed": [check for check in checks if check.passed],
            "open": [check for check in checks if check.is_open and check.code != NOT_CHECKED],
            "unchecked": [check for check in checks if check.code == NOT_CHECKED],
            "duties": duties(subject),
            "classes": [] if self.training_class else self.classes(subject),
            "allowance": self.allowance(subject, checks),
            "afterwards": self.afterwards(subject, checks),
            "certificate_limit": claim_limit(),
        }

    def allowance(self, subject, told) -> dict | None:
        """Whether there is a living allowance beside it, and how much at most for a class."""
        decided = own_allowance(self.actor, subject)
        if decided is None:
            return None
        row = value_on(RATE, subject.starts_on)
        days = teaching_days(self.training_class) if self.training_class else 0
        return {
            "comes": may_come(decided),
            "checks": not_told(decided, told),
            "figure": row.figure,
            "days": days,
            "most": in_words(f"{row.value * days:.2f}") if days else "",
        }

    def afterwards(self, subject, told) -> list[dict]:
        """What the certificate brings."""
        return [
            {
                "title": with_colon(
                    decided.process.title, "" if may_come(decided) else _("not as things stand")
                ),
                "amount": in_words(amount_of(decided)) if may_come(decided) else "",
                "checks": not_told(decided, told),
            }
            for decided in own_certificate_subsidies(self.actor, subject)
        ]

    def classes(self, subject):
        """The next classes in which it is taught."""
        seen = TrainingClass.objects.visible_to(self.actor).open().select_related("organization")
        if subject.what in CourseType.values:
            seen = seen.filter(programme__course_type=subject.what)
        else:
            seen = seen.filter(
                programme__occupation__code=subject.what, programme__level=subject.level
            )
        return seen.order_by("starts_on", "pk")[:MOST_CLASSES]

    def get_context_data(self, **kwargs):
        form = self.form()
        return super().get_context_data(
            form=form, training_class=self.training_class, **self.answer(form), **kwargs
        )
