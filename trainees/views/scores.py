"""The workspace's page of the completion scores of a class."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import UNIT_ADMINS
from core.pages import FormPage
from core.refusals import remedy_of
from programs.enums import ClassState
from programs.models import TrainingClass
from programs.views.classes import class_trail
from trainees.completion_checks import PASS_MARK, completion_of, score_rules
from trainees.forms.scores import ScoresForm
from trainees.services.scores import enter_scores, scorable


class ScoresPage(FormPage):
    """Everybody whose outcome is open, with the attendance so far and a field for the score."""

    roles = UNIT_ADMINS
    title = gettext_lazy("Completion scores")
    template_name = "trainees/scores.html"
    submit_label = gettext_lazy("Keep the scores")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor).select_related("programme")
        self.object = get_object_or_404(own, number=kwargs["number"])

    @property
    def lead(self):
        if not takes_scores(self.object):
            return remedy_of("score_not_entered_now")
        mark = score_rules(self.object)[PASS_MARK]
        words = {"mark": mark.figure, "clause": mark.words}
        return _("0 to 100 points; %(mark)s or more passes (%(clause)s).") % words

    def trail(self):
        return class_trail(self.object)

    def get_form(self):
        open_ones = scorable(self.object) if takes_scores(self.object) else ()
        return ScoresForm(self.request.POST or None, enrolments=open_ones)

    def save(self, form):
        reason = form.cleaned_data["reason"]
        enter_scores(self.object, actor=self.actor, scores=form.scores(), reason=reason)

    def next_url(self, obj):
        return reverse("workspace:class-enrolments", args=[self.object.number])

    def cancel_url(self):
        return self.next_url(None)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if not form.enrolments:
            return context
        decided = completion_of(self.object, [row.pk for row in form.enrolments])
        shares = {pk: item.steps[0].figures.get("share", "") for pk, item in decided.items()}
        lines = [(row, field, shares[row.pk]) for row, field in form.lines()]
        return context | {"lines": lines}


def takes_scores(training_class) -> bool:
    """Whether scores are entered now."""
    is_over = training_class.state == ClassState.FINISHED
    return is_over and training_class.programme.has_final_test
