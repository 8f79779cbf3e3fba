"""The one way a stored file leaves the product: through a check of who asks."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import files
from core.files.types import PICTURES
from core.models import StoredFile

SHOWN = {kind.content_type for kind in PICTURES}  # drawn by our own encoder, so safe to show


@require_safe
def file(request, pk):
    """A file of the actor's; anybody else's is not there."""
    return handed_out(
        request.actor, get_object_or_404(StoredFile.objects.visible_to(request.actor), pk=pk)
    )


def handed_out(actor, found: StoredFile):
    """The answer that gives a file to an actor who was found to see what it belongs to."""
    files.hand_out(actor=actor, file=found)
    response = sent_by_proxy(found) if settings.ACCEL_LOCATION else FileResponse(found.open())
    response["Content-Type"] = found.content_type
    response["Content-Disposition"] = content_disposition_header(
        found.content_type not in SHOWN, found.original_name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def sent_by_proxy(found) -> HttpResponse:
    """An empty answer that tells nginx which file of MEDIA_ROOT to send."""
    response = HttpResponse()
    response["X-Accel-Redirect"] = settings.ACCEL_LOCATION + quote(found.storage_name)
    return response
