"""The papers of programmes and classes, for the unit and the bureau alike."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.views.papers import paper
from programs.change_papers import change_letter
from programs.models import ClassChange, Programme, TrainingClass
from programs.papers import class_letter, programme_letter


@require_safe
def class_paper(request, number):
    """The decision about a class filing; there is none before it was answered."""
    seen = TrainingClass.objects.visible_to(request.actor).with_names()
    return answer(class_letter(get_object_or_404(seen, number=number), request.actor), number)


@require_safe
def change_paper(request, number):
    """The decision about a change of a class."""
    seen = ClassChange.objects.visible_to(request.actor)
    seen = seen.select_related("training_class", "organization")
    return answer(change_letter(get_object_or_404(seen, number=number), request.actor), number)


@require_safe
def programme_paper(request, number):
    """The decision about a training programme."""
    seen = Programme.objects.visible_to(request.actor)
    seen = seen.select_related("organization", "occupation")
    return answer(programme_letter(get_object_or_404(seen, number=number), request.actor), number)


def answer(letter, name):
    if letter is None:
        raise Http404
    return paper(letter, name)
