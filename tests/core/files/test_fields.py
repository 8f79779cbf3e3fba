"""An upload that a form has judged is as it was sent."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.fields import FilesField, UploadField
from tests.e2e.roster import workbook


def test_what_was_judged_is_read_from_its_first_byte():
    content = workbook()
    upload = SimpleUploadedFile("roster.xlsx", content)
    assert UploadField(purpose="roster").clean(upload).read() == content


def test_of_several_files_each_is_judged_and_left_whole():
    content = workbook()
    field = FilesField(purpose="roster")
    uploads = [SimpleUploadedFile(f"{n}.xlsx", content) for n in range(2)]
    assert [file.read() for file in field.clean(uploads)] == [content, content]
