"""The counter of the home district: somebody is registered there, and served."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_urls import changelist_url, record_url
from core.enums import Role
from core.pages import FormPage
from organizations.queries import FACE_KEY
from trainees.forms.people import CounterRegistrationForm, DocumentForm
from trainees.models import Trainee
from trainees.services.counter import may_serve, open_counter, register_at_counter


class Counter(FormPage):
    """Where an officer begins to act in somebody's place."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}
    success_message = _(
        "You act for this person now. Everything you do is recorded with both names. End it before "
        "the next person comes."
    )

    def dispatch(self, request, *args, **kwargs):
        if not may_serve(request.actor):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def serve(self, trainee, number) -> Trainee:
        face = open_counter(trainee, actor=self.actor, number=number)
        self.request.session[FACE_KEY] = face
        return trainee

    def next_url(self, obj):
        return reverse("account:home")


class ServeAtCounter(Counter):
    """A resident who is registered."""

    title = _("Serve at the counter")
    lead = _(
        "For somebody who stands before you with the identity document. For half an hour you do "
        "what the person would do on a phone: find a class, enrol, take or give back a seat, prove "
        "a group, use a voucher. The person is told."
    )
    submit_label = _("Begin to serve")
    form_class = DocumentForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = Trainee.objects.visible_to(request.actor)
        self.object = get_object_or_404(seen, pk=kwargs["pk"])

    def save(self, form):
        return self.serve(self.object, form.cleaned_data["number"])

    def cancel_url(self):
        return record_url(self.object)


class RegisterAtCounter(Counter):
    """Somebody of the district who has no record yet, or does not know of it."""

    title = _("Register at the counter")
    lead = _(
        "For a resident of your district who has no phone or needs help. A record the person has "
        "already is found by the document; afterwards you serve the person."
    )
    submit_label = _("Register and begin")
    form_class = CounterRegistrationForm

    def save(self, form):
        person = form.at_home_in(self.actor.district_id)
        trainee, is_new = register_at_counter(actor=self.actor, person=person)
        if not is_new:
            messages.info(self.request, _("This person was registered already."))
        return self.serve(trainee, person.number)

    def cancel_url(self):
        return changelist_url(Trainee)
