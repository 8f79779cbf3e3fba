"""Storing a checked file, and opening it again for who may see it."""

import hashlib
import io
import uuid
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.files.pictures import redrawn
from core.files.purposes import MEGABYTE, Purpose, purpose_of
from core.files.types import PDF, PICTURES, Type, type_of
from core.models import StoredFile
from core.models.owned import owner_columns
from core.refusals import Refused

CHUNK = 1024 * 1024
LONGEST_NAME = 150


def store(actor: Actor, upload, *, purpose: str, **owner) -> StoredFile:
    """Check an uploaded file by its content and store it; pictures are drawn anew.

    `upload` is a Django file with a name and a size. `owner` may name whom it belongs to instead
    of the actor: organization_id, district_id, trainee_user_id. Raises Refused: upload_empty,
    upload_too_big, upload_type_unsupported, upload_name_mismatch, upload_damaged,
    upload_picture_too_large, upload_pdf_encrypted, upload_pdf_active; not_allowed for the public.
    """
    if actor.is_anonymous:
        raise Refused("not_allowed")
    kind = type_for(upload, purpose)
    content = checked(upload, kind)
    return keep(actor, content, purpose=purpose, name=upload.name, kind=kind, **owner)


def type_for(upload, purpose: str) -> Type:
    """What an upload is, if its size and type are those of a purpose; it is not opened yet.

    Raises Refused: upload_empty, upload_too_big, upload_type_unsupported, upload_name_mismatch.
    """
    use = purpose_of(purpose)
    check_size(upload.size, use)
    return type_of(upload, upload.name, use.types)


def check_size(size, use: Purpose) -> None:
    if size > use.megabytes * MEGABYTE:
        words = f"{-(-size // MEGABYTE)} MB > {use.megabytes} MB"
        raise Refused("upload_too_big", words)


def checked(upload, kind: Type):
    """The content that may be kept, as a binary stream."""
    if kind in PICTURES:
        return io.BytesIO(redrawn(upload, kind))
    if kind is PDF:
        from core.files.documents import check_pdf  # a large library; only who sends one waits

        check_pdf(upload)
    return upload


@transaction.atomic
def keep(
    actor: Actor, content, *, purpose: str, name: str, kind: Type, storage_name: str = "", **owner
) -> StoredFile:
    """Store content we trust, such as an export we wrote ourselves, with its row.

    Whatever goes wrong afterwards in this call takes the content away again. `storage_name` is
    for who noted it beforehand, to clear up after a killed worker.
    """
    wanted = storage_name or new_storage_name()
    digest, size = measured(content)
    saved = default_storage.save(wanted, File(content))
    try:
        return written(
            actor, purpose=purpose, storage_name=saved, original_name=shown_name(name),
            content_type=kind.content_type, size=size, sha256=digest, **owner,
        )  # fmt: skip
    except BaseException:
        default_storage.delete(saved)
        raise


def written(actor, *, district_id=None, organization_id=None, trainee_user_id=None, **columns):
    """The row, recorded; who it belongs to is the actor's own unless it is named."""
    given = {
        "organization_id": organization_id, "district_id": district_id,
        "trainee_user_id": trainee_user_id,
    }  # fmt: skip
    named = {name: value for name, value in given.items() if value is not None}
    row = StoredFile(**{**owner_columns(actor), **named}, **columns, created_at=clock.now())
    row.save(force_insert=True)
    audit.record(actor, "create", row)
    return row


def new_storage_name() -> str:
    """Random, in folders of 256: it tells nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


def measured(content) -> tuple[str, int]:
    """(SHA-256 in hex, size in bytes), read in pieces; the stream is back at its start."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := content.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    return digest.hexdigest(), size


def shown_name(name) -> str:
    """The name without folders and control characters, as it is shown and offered."""
    bare = PurePath(str(name).replace("\\", "/")).name
    visible = "".join(character for character in bare if character.isprintable()).strip()
    suffix = PurePath(visible).suffix
    if len(visible) > LONGEST_NAME:
        visible = visible[: LONGEST_NAME - len(suffix)] + suffix
    return visible or "file"


@transaction.atomic
def hand_out(*, actor: Actor, file: StoredFile) -> None:
    """A file goes to an actor who was found to see it; some purposes leave an entry."""
    if purpose_of(file.purpose).is_recorded:
        audit.record(actor, "download", file)
