"""Records that stand on a proof: the paper comes with the record, and again when it is returned."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.api.files import CONTENT, FORM, Upload
from core.api.resources import Moving
from core.api.serializers import Body
from core.views.files import handed_out
from core.workflow import perform


class NewProof(Body):
    proof = Upload()


class Proven(Moving):
    """A resource whose rows have a `proof`, a stored file, and a move `resubmit` that takes one.

    `purpose` is that of the file.
    """

    purpose = None
    takes_files = ("create", "resubmit")

    @extend_schema(responses=CONTENT, filters=False)
    @action(detail=True, methods=["get"])
    def proof(self, request, number):
        """The content of the proof; every look is recorded."""
        with self.found() as row:
            if row.proof is None:  # proven without a paper
                raise Http404
            return handed_out(self.caller, row.proof)

    @extend_schema(request={FORM: NewProof})
    @proof.mapping.post
    def resubmit(self, request, number):
        """Hand a returned one in again with another proof; with the one before it is a move."""
        row = self.own()
        with self.reading_as(self.caller):
            given = self.given(NewProof, purpose=self.purpose)
            return self.shown_again(perform(row, "resubmit", actor=self.caller, **given))
