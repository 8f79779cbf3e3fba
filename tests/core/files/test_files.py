"""Files: what comes in, what stays out, and who gets it back."""

import hashlib
import io
from importlib import import_module

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core import files
from core.models import AuditEntry, StoredFile
from core.refusals import Refused
from core.spreadsheets.writing import Table, write_workbook
from core.tenancy.scope import AUTH, acting_as
from tests import world as laid_out
from tests.core.files import makers

WORKBOOK = write_workbook([Table("名册", ("姓名",), [("刘一",)])])


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def school(world):
    actor = laid_out.unit_actor(world["甲"])
    with acting_as(actor.scope):
        yield actor


@pytest.fixture
def stored(storage):
    """The paths of what lies in the storage now, without what the world laid out."""
    laid = set(storage.rglob("*"))
    return lambda: [path for path in storage.rglob("*") if path.is_file() and path not in laid]


def content(file) -> bytes:
    with file.open() as stream:
        return stream.read()


@pytest.mark.parametrize(
    ("purpose", "name", "data", "content_type"),
    [
        ("document", "承诺书.pdf", makers.pdf(), "application/pdf"),
        ("import", "名册.xlsx", WORKBOOK,
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("import", "名册.csv", "姓名\n刘一\n".encode("gb18030"), "text/csv"),
        ("picture", "照片.PNG", makers.picture("PNG"), "image/png"),
        ("picture", "照片.jpeg", makers.picture("JPEG"), "image/jpeg"),
        ("picture", "照片.webp", makers.picture("WEBP"), "image/webp"),
    ],
)  # fmt: skip
def test_an_honest_file_is_stored_with_its_type_hash_and_owner(
    school, stored, purpose, name, data, content_type
):
    file = files.store(school, makers.upload(name, data), purpose=purpose)
    found = StoredFile.objects.visible_to(school).get(pk=file.pk)
    assert (found.content_type, found.original_name) == (content_type, name)
    assert found.sha256 == hashlib.sha256(content(found)).hexdigest()
    assert found.size == len(content(found))
    assert (found.organization_id, found.user_id) == (school.organization_id, school.user_id)
    assert len(stored()) == 1
    assert name not in str(stored()[0])


@pytest.mark.parametrize(
    ("purpose", "name", "data", "code"),
    [
        ("document", "空.pdf", b"", "upload_empty"),
        ("document", "假.pdf", b"MZ\x90 a program", "upload_name_mismatch"),
        ("document", "照片.pdf", makers.picture("PNG"), "upload_name_mismatch"),
        ("evidence", "合同.jpg", makers.pdf(), "upload_name_mismatch"),
        ("picture", "照片.jpg", makers.picture("PNG"), "upload_name_mismatch"),
        ("picture", "网页.svg", b"<svg onload='x()'/>", "upload_type_unsupported"),
        ("picture", "动画.gif", b"GIF89a....", "upload_type_unsupported"),
        ("import", "名册.csv", b"<html><script>x()</script>", "upload_name_mismatch"),
        ("import", "名册.xlsx", b"PK\x03\x04 no archive", "upload_name_mismatch"),
        ("import", "名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "upload_type_unsupported"),
        ("picture", "炸弹.png", makers.png_bomb(), "upload_picture_too_large"),
        ("picture", "大.png", makers.png_bomb(8000), "upload_picture_too_large"),
        ("picture", "注释.png", makers.png_text_bomb(), "upload_damaged"),
        ("picture", "半.png", makers.picture("PNG")[:60], "upload_damaged"),
        ("picture", "半.jpg", makers.picture("JPEG", (400, 400))[:400], "upload_damaged"),
        ("document", "脚本.pdf", makers.pdf(makers.add_script), "upload_pdf_active"),
        ("document", "翻页.pdf", makers.pdf(makers.add_page_script), "upload_pdf_active"),
        ("document", "隐.pdf",
         makers.pdf(makers.add_page_script).replace(b"/JavaScript", b"/Jav#61Script")
         .replace(b"/JS", b"/J#53"), "upload_pdf_active"),
        ("document", "压缩.pdf", makers.packed_script(), "upload_pdf_active"),
        ("document", "启动.pdf", makers.pdf(makers.add_launch), "upload_pdf_active"),
        ("document", "附件.pdf", makers.pdf(makers.add_attachment), "upload_pdf_active"),
        ("document", "表单.pdf", makers.pdf(makers.add_form_script), "upload_pdf_active"),
        ("document", "密码.pdf", makers.pdf(makers.encrypted), "upload_pdf_encrypted"),
        ("document", "头.pdf", b"%PDF-1.7\nnothing follows", "upload_damaged"),
        ("import", "名单.txt", "姓名,年龄\n".encode(), "upload_type_unsupported"),
        ("import", "名单.pdf", makers.pdf(), "upload_type_unsupported"),
        ("import", "名单.xlsx", "姓名,年龄\n".encode(), "upload_name_mismatch"),
        ("document", "书.jpg", makers.pdf(), "upload_name_mismatch"),
    ],
)  # fmt: skip
def test_a_dishonest_file_is_refused_with_its_reason_and_leaves_nothing(
    school, stored, purpose, name, data, code
):
    before = StoredFile.objects.count()
    with pytest.raises(Refused) as refused:
        files.store(school, makers.upload(name, data), purpose=purpose)
    assert refused.value.code == code
    assert (StoredFile.objects.count(), stored()) == (before, [])


def test_a_file_over_the_size_of_its_purpose_is_refused(school, stored):
    big = makers.upload("大.pdf", b"%PDF-1.7" + b"x" * (21 * 1024 * 1024))
    with pytest.raises(Refused) as refused:
        files.store(school, big, purpose="document")
    assert (refused.value.code, refused.value.detail) == ("upload_too_big", "22 MB > 20 MB")
    assert stored() == []


def test_a_photograph_is_stored_upright_and_without_where_it_was_taken(school):
    sent = makers.picture_with_place()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)[1] == "N"
    file = files.store(school, makers.upload("现场.jpg", sent), purpose="evidence")
    kept = content(file)
    found = Image.open(io.BytesIO(kept))
    assert found.size == (40, 80)
    assert dict(found.getexif()) == {}
    for trace in (b"Exif", b"secret-comment", "密甲相机".encode(), b"<?php"):
        assert trace not in kept


def test_a_large_photograph_is_made_smaller(school):
    sent = makers.upload("大.jpg", makers.picture("JPEG", (6000, 3000)))
    found = Image.open(io.BytesIO(content(files.store(school, sent, purpose="picture"))))
    assert found.size == (4096, 2048)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_control_characters(given, shown):
    assert import_module("core.files.keeping").shown_name(given) == shown


def test_a_failed_row_takes_the_content_away_again(school, stored, monkeypatch):
    def no_audit(*args, **kwargs):
        raise OSError("audit is full")

    monkeypatch.setattr("core.files.keeping.audit.record", no_audit)
    with pytest.raises(OSError, match="audit is full"):
        files.store(school, makers.upload("书.pdf", makers.pdf()), purpose="document")
    assert stored() == []


@pytest.fixture
def download(client, world, school):
    """Ask for a file as somebody."""

    def ask(file, user):
        with acting_as(AUTH):
            client.logout()
            client.force_login(user)
            return client.get(f"/files/{file.pk}/")

    return ask


def test_the_owner_downloads_it_and_nobody_else_does(world, school, download):
    file = files.store(school, makers.upload('证"明.pdf', makers.pdf()), purpose="document")
    answer = download(file, world["甲"].admin)
    assert answer.status_code == 200
    assert answer.getvalue() == content(file)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%AF%81%22%E6%98%8E.pdf"
    )
    others = [
        world["甲"].worker, world["甲"].teacher_user, world["甲"].reviewer, world["乙"].admin,
        world["乙"].reviewer, world["市"].municipal_reviewer, world["市"].system_administrator,
    ]  # fmt: skip
    assert [download(file, user).status_code for user in others] == [404] * len(others)


def test_a_picture_is_shown_and_everything_else_is_offered_for_saving(world, school, download):
    shown = files.store(school, makers.upload("a.png", makers.picture("PNG")), purpose="picture")
    answer = download(shown, world["甲"].admin)
    assert answer["Content-Disposition"] == 'inline; filename="a.png"'


def test_the_proxy_is_told_which_file_to_send(world, school, download, settings):
    settings.ACCEL_LOCATION = "/protected/"
    file = files.store(school, makers.upload("书.pdf", makers.pdf()), purpose="document")
    answer = download(file, world["甲"].admin)
    assert answer["X-Accel-Redirect"] == f"/protected/{file.storage_name}"
    assert answer.content == b""


def test_the_download_of_an_export_stands_in_the_audit_trail(world, school, download):
    types = import_module("core.files.types")
    file = files.keep(
        school, io.BytesIO(b"a,b\n"), purpose="export", name="班期.csv", kind=types.CSV
    )
    download(file, world["甲"].admin)
    entry = AuditEntry.objects.get(verb="download")
    assert (entry.object_id, entry.actor_user_id) == (str(file.pk), school.user_id)


def test_a_file_belongs_to_whom_it_is_stored_for(world, school):
    worker = laid_out.worker_actor(world["甲"])
    file = files.store(
        school, makers.upload("书.pdf", makers.pdf()), purpose="document",
        trainee_user_id=worker.user_id,
    )  # fmt: skip
    with acting_as(worker.scope):
        assert StoredFile.objects.visible_to(worker).filter(pk=file.pk).exists()
    assert default_storage.exists(file.storage_name)
