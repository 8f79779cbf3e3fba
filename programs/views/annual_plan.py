"""An annual plan: its targets as tables, and what a district says of it."""

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.pages import Fact, FormPage
from programs.enums import PlanState, TrainingType
from programs.forms import TargetsForm
from programs.models import AnnualPlanVersion
from programs.permissions import PLANNERS
from programs.services.annual_plan import comment, set_targets


class PlanTargets(FormPage):
    """All targets of a draft on one page; sums are compared when it is saved."""

    face = "bureau"
    roles = PLANNERS
    title = _("Targets of the year")
    lead = _(
        "Write the city's target of each training type into the last line and split it over the "
        "districts above. The draft may be saved unfinished; before the consultation every sum "
        "must be the city's."
    )
    template_name = "programs/targets.html"
    submit_label = _("Save the targets")
    success_message = _("The targets are saved.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        drafts = AnnualPlanVersion.objects.visible_to(request.actor).filter(state=PlanState.DRAFT)
        self.object = get_object_or_404(drafts, number=kwargs["number"])

    def trail(self):
        return [(str(self.object), self.cancel_url())]

    def cancel_url(self):
        return self.object.get_absolute_url()

    def get_form(self):
        return TargetsForm(self.request.POST or None, plan=self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=[kind.label for kind in TrainingType], **kwargs)

    def save(self, form):
        set_targets(self.object, actor=self.actor, targets=form.targets())
        return self.object


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Text of the comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6})
    )


class PlanCommentPage(FormPage):
    """What a district says of a plan in consultation."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}
    title = _("Comment on the annual plan")
    lead = _("The municipal bureau and your own bureau read it. It cannot be changed afterwards.")
    form_class = CommentForm
    submit_label = _("Send the comment")
    success_message = _("The comment is sent.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = AnnualPlanVersion.objects.visible_to(request.actor)
        self.object = get_object_or_404(asked, number=kwargs["number"])

    def trail(self):
        return [(str(self.object), self.cancel_url())]

    def cancel_url(self):
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs):
        until = Fact(_("Comments until"), self.object.consultation_ends_on)
        return super().get_context_data(facts=[until], **kwargs)

    def save(self, form):
        comment(self.object, actor=self.actor, text=form.cleaned_data["text"])
        return self.object
