"""The paper of an enrolment, for the trainee, the unit and the bureau alike."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.pages.serving import serves
from core.views.papers import paper
from trainees.models import Enrolment
from trainees.papers import enrolment_letter

NAMED = ("training_class__programme__occupation", "training_class__venue")


@serves
@require_safe
def enrolment_paper(request, pk):
    """That somebody is enrolled, has completed the class, or has not."""
    seen = Enrolment.objects.visible_to(request.actor)
    seen = seen.select_related(*NAMED, "training_class__organization")
    letter = enrolment_letter(get_object_or_404(seen, pk=pk), request.actor)
    if letter is None:
        raise Http404
    return paper(letter, letter.number)
