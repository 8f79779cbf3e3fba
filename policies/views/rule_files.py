"""Rule sets as workbooks: out of the admin, and back into a draft."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import CITY_ROLES, Role
from core.pages import FormPage
from policies.enums import RuleSetState
from policies.forms import NewSetFileForm, RuleFileForm
from policies.models import RuleSet
from policies.services.rule_files import create_from_file, export_rule_set, import_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def rule_set_workbook(request, number):
    """The rows of a set, ready to be changed and read back; for whoever reads it in the admin."""
    if request.actor.role not in CITY_ROLES:
        raise Http404
    seen = RuleSet.objects.visible_to(request.actor).select_related("document")
    rule_set = get_object_or_404(seen, number=number)
    answer = HttpResponse(export_rule_set(rule_set), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="rule-set-{number}.xlsx"'
    return answer


class FromFile(FormPage):
    """A new draft with the rows of a workbook."""

    face = "bureau"
    roles = {Role.POLICY_AUTHOR}
    title = _("New draft from a workbook")
    lead = _(
        "Export a rule set, change its rows and choose the file here. Every error of every row is "
        "named; without one there is a draft, shown beside what is in force. Another person "
        "publishes it."
    )
    submit_label = _("Make the draft")
    form_class = NewSetFileForm
    success_message = _("The draft is made. Compare it with what is in force, then validate it.")

    def trail(self):
        return [(_("Rule sets"), self.cancel_url())]

    def cancel_url(self):
        return reverse("admin:policies_ruleset_changelist")

    def save(self, form):
        facts = {**form.cleaned_data}
        file = facts.pop("file")
        return create_from_file(actor=self.actor, data=file.read(), file_name=file.name, **facts)


class IntoDraft(FromFile):
    """The rows of a draft replaced by those of a workbook."""

    title = _("Read a workbook into the draft")
    lead = _(
        "The rows of the draft become those of the file: a row the file does not hold is dropped. "
        "Every error of every row is named; then nothing is changed."
    )
    submit_label = _("Read the file")
    form_class = RuleFileForm
    success_message = _("The rows are read. Compare them with what is in force, then validate.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        drafts = RuleSet.objects.visible_to(request.actor).filter(state=RuleSetState.DRAFT)
        self.object = get_object_or_404(drafts, number=kwargs["number"])

    def trail(self):
        return [(str(self.object), self.cancel_url())]

    def cancel_url(self):
        return self.object.get_absolute_url()

    def save(self, form):
        file = form.cleaned_data["file"]
        return import_rows(self.object, actor=self.actor, data=file.read(), file_name=file.name)
