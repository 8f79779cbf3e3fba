"""The field of a form that takes a file of a purpose."""

from django import forms
from django.core.exceptions import ValidationError

from core.files.keeping import type_for
from core.refusals import Refused, with_remedy


class UploadField(forms.FileField):
    """A file whose size and type are judged with the other inputs; the rest when it is stored."""

    def __init__(self, *, purpose, **kwargs):
        super().__init__(**kwargs)
        self.purpose = purpose

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            type_for(upload, self.purpose)
        except Refused as refused:
            raise ValidationError(with_remedy(refused), code=refused.code) from None
        return upload
