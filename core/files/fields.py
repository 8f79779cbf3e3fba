"""Fields of a form that take a file, or several, of a purpose."""

from django import forms
from django.core.exceptions import ValidationError

from core.files.keeping import type_for
from core.refusals import Refused, with_remedy


class UploadField(forms.FileField):
    """A file whose size and type are judged with the other inputs; the rest when it is stored.

    Without a purpose nothing is judged before.
    """

    def __init__(self, *, purpose="", **kwargs):
        super().__init__(**kwargs)
        self.purpose = purpose

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is None or not self.purpose:
            return upload
        try:
            type_for(upload, self.purpose)
        except Refused as refused:
            raise ValidationError(with_remedy(refused), code=refused.code) from None
        upload.seek(0)  # whoever reads it next begins at its first byte
        return upload


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(UploadField):
    """Several files at once; gives a list."""

    widget = FilesInput

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) else [data]
        return [file for file in (super(FilesField, self).clean(one) for one in given) if file]
