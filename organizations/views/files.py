"""The files of an accreditation and its letter, each for who may see the record it belongs to."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.views.files import handed_out
from core.views.papers import paper
from organizations.models import Accreditation, AccreditationPaper, VisitPhoto
from organizations.papers import accreditation_letter


@require_safe
def accreditation_paper(request, pk):
    """A paper of an application: the unit its own, the district its district's, the city all."""
    seen = AccreditationPaper.objects.visible_to(request.actor).select_related("file")
    return handed_out(request.actor, get_object_or_404(seen, pk=pk).file)


@require_safe
def visit_photo(request, pk):
    """A photo of a visit, for the bureaus."""
    seen = VisitPhoto.objects.visible_to(request.actor).select_related("file")
    return handed_out(request.actor, get_object_or_404(seen, pk=pk).file)


@require_safe
def letter(request, number):
    """The decision about an application; there is none before it was answered."""
    seen = Accreditation.objects.visible_to(request.actor).select_related("organization")
    made = accreditation_letter(get_object_or_404(seen, number=number), request.actor)
    if made is None:
        raise Http404
    return paper(made, number)
