"""Class dossiers: sealed when the class is archived, added to by a new entry, verified anew."""

import io
import json
import zipfile
from typing import NamedTuple

from core import audit, clock
from core.access import Actor
from programs.enums import ClassState
from trainees.dossier_parts import canonical, digest, parts_of
from trainees.models import ClassDossier


class Found(NamedTuple):
    """One part of a dossier: rows and hash as sealed, and whether the records still give it."""

    name: str
    rows: int
    sha256: str
    fits: bool


def seal(training_class, actor: Actor) -> ClassDossier:
    """Effect of `archive`, and of what is added later: the next entry. Appended, never changed."""
    at = clock.now()
    last = ClassDossier.objects.filter(training_class=training_class).order_by("-version").first()
    version, previous = (last.version + 1, last.digest) if last else (1, "")
    manifest = canonical(manifest_of(training_class, at, version, previous))
    row = ClassDossier.objects.create(
        training_class=training_class,
        organization_id=training_class.organization_id,
        district_id=training_class.district_id,
        version=version,
        sealed_at=at,
        manifest=manifest,
        digest=digest(manifest),
        previous=previous,
    )
    audit.record(actor, "seal_dossier", row)
    return row


def manifest_of(training_class, at, version, previous) -> dict:
    return {
        "class": training_class.number,
        "version": version,
        "previous": previous,
        "sealed_at": at.isoformat(),
        "parts": [
            {"name": name, "rows": len(rows), "sha256": digest(canonical(rows))}
            for name, rows in parts_of(training_class, at).items()
        ],
    }


def add_entry(record, actor: Actor) -> None:
    """Effect of `void` of an attendance record: of a class that is archived, the next entry."""
    if record.session.training_class.state == ClassState.ARCHIVED:
        seal(record.session.training_class, actor)


def verified(entry: ClassDossier) -> list[Found]:
    """Every part of an entry beside what the records give now for the same moment."""
    now = parts_of(entry.training_class, entry.sealed_at)
    return [
        Found(
            part["name"],
            part["rows"],
            part["sha256"],
            digest(canonical(now.get(part["name"]))) == part["sha256"],
        )
        for part in parts_sealed(entry)
    ]


def parts_sealed(entry: ClassDossier) -> list[dict]:
    return json.loads(entry.manifest)["parts"]


def zipped(entry: ClassDossier) -> bytes:
    """Manifest and parts in one ZIP file.

    `sha256sum` of each file is what the manifest says, as long as nothing was changed.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", entry.manifest)
        archive.writestr("manifest.sha256", f"{entry.digest}  manifest.json\n")
        for name, rows in parts_of(entry.training_class, entry.sealed_at).items():
            archive.writestr(name, canonical(rows))
    return target.getvalue()


def faults(training_class) -> list[str]:
    """What does not fit: entries whose hash or chain is broken, then parts of the latest one."""
    last = ClassDossier.objects.filter(training_class=training_class).order_by("version").last()
    parts = verified(last) if last else []
    return [*broken(training_class), *(part.name for part in parts if not part.fits)]


def broken(training_class) -> list[str]:
    """Entries that are not what their hash says, or do not name the one before."""
    found, previous = [], ""
    for entry in ClassDossier.objects.filter(training_class=training_class).order_by("version"):
        if digest(entry.manifest) != entry.digest or entry.previous != previous:
            found.append(f"#{entry.version}")
        previous = entry.digest
    return found
