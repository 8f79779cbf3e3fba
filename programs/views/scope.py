"""The licensed scope in the workspace: of an application, and the request for another one."""

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.pages import FormPage
from organizations.enums import MEMBER_ADMINS
from organizations.models import Accreditation
from organizations.services.applications import EDITABLE
from programs.models import AccreditationScope
from programs.scope_forms import ScopeChangeForm, ScopeForm
from programs.services.scope import add_to_scope, line, request_scope, take_from_scope


class OfAccreditation(FormPage):
    """A page about one accreditation of one's own, named by its number."""

    roles = MEMBER_ADMINS

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Accreditation.objects.visible_to(request.actor).select_related("organization")
        self.object = get_object_or_404(own, number=kwargs["number"])

    def trail(self):
        top = (_("Accreditation"), reverse("workspace:accreditation-list"))
        return [top, (self.object.number, self.object.get_absolute_url())]

    def cancel_url(self):
        return self.object.get_absolute_url()


class ScopeEdit(OfAccreditation):
    """Lines one after another; each can be struck out while the application is open."""

    template_name = "programs/scope_page.html"
    title = _("Scope")
    lead = _("What you want to teach: training type, occupation and level, or a start-up course.")
    submit_label = _("Add to the scope")
    form_class = ScopeForm

    def save(self, form):
        add_to_scope(self.object, actor=self.actor, **form.line_of())
        return self.object

    def next_url(self, obj):
        return reverse("workspace:scope-edit", args=[obj.number])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            lines=self.object.scope.wanted().select_related("occupation"),
            accreditation=self.object,
            is_open=self.object.state in EDITABLE,
            **kwargs,
        )


class ScopeStrike(OfAccreditation):
    """Strike one line of an application out: asked once more, because it may be a long list."""

    title = _("Strike the line out")
    submit_label = _("Strike out")
    form_class = Form
    tone = "bad"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = AccreditationScope.objects.visible_to(request.actor).select_related(
            "accreditation", "occupation"
        )
        self.line = get_object_or_404(own, accreditation=self.object, pk=kwargs["pk"])

    @property
    def lead(self):
        return str(self.line)

    def save(self, form):
        take_from_scope(self.line, actor=self.actor)
        return self.object

    def next_url(self, obj):
        return self.cancel_url()

    def cancel_url(self):
        return reverse("workspace:scope-edit", args=[self.object.number])


class ScopeChange(OfAccreditation):
    """The whole scope as it should be: lines to keep, and new ones."""

    title = _("Change of the licensed scope")
    lead = _("Untick what you give up and enter what you want to add.")
    template_name = "programs/scope_change_form.html"
    submit_label = _("Send the request")
    form_class = ScopeChangeForm

    def get_form(self):
        post = self.request.method == "POST"
        given = {"data": self.request.POST, "files": self.request.FILES} if post else {}
        lines = list(self.object.scope.wanted().select_related("occupation"))
        return ScopeChangeForm(lines=lines, actor=self.actor, **given)

    def save(self, form):
        data = form.cleaned_data
        added = [line(self.object, **what) for what in form.added()]
        return request_scope(
            self.object,
            actor=self.actor,
            lines=[*form.kept(), *added],
            grounds=data["grounds"],
            upload=data["file"],
        )
