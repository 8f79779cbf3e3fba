"""Switching the face one acts in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.access import Actor
from core.enums import Face
from core.pages.serving import ends, serves
from organizations.queries import FACE_KEY, actor_for, faces_of

HOMES = {Face.WORKER: "account:home", Face.ORGANIZATION: "workspace:home"}


def home_of(actor: Actor) -> str:
    """Where a face begins: account, workspace, the bureau's admin, or the portal."""
    if actor.is_bureau:
        return reverse("admin:index")
    return reverse(HOMES.get(actor.face, "home"))


@ends
@require_POST
@login_required
def switch_face(request):
    """Act in another of one's own faces; one that is not one's own changes nothing."""
    wanted = request.POST.get("face", "")
    if wanted in {face["key"] for face in faces_of(request.user, request.actor)}:
        request.session[FACE_KEY] = wanted
    return HttpResponseRedirect(home_of(actor_for(request.user, request.session.get(FACE_KEY))))


@serves
@login_required
def start(request):
    """After sign-in: the home of the face one acts in."""
    return HttpResponseRedirect(home_of(request.actor))
