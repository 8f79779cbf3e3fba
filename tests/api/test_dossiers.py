"""Class dossiers for programs: what was sealed, and the package of the latest entry."""

import io
import zipfile

from core.access import system_actor
from core.tenancy.scope import OWNER, acting_as
from trainees.services.dossiers import seal


def test_a_program_takes_the_package_of_the_latest_entry_alone(program, side):
    reader = program("institution_admin")
    address = f"/class-dossiers/{side.dossier.pk}/package/"
    names = zipfile.ZipFile(io.BytesIO(reader.get(address).content)).namelist()
    assert names[:3] == ["manifest.json", "manifest.sha256", "filing.json"]
    with acting_as(OWNER):
        latest = seal(side.draft_class, system_actor("test"))
    answer = reader.get(address)
    assert (answer.status_code, answer.json()["code"]) == (409, "dossier_added_to")
    assert reader.get(f"/class-dossiers/{latest.pk}/package/").status_code == 200
    shown = reader.get(f"/class-dossiers/?training_class={side.draft_class.number}").json()
    parts = {part["name"] for part in shown["results"][0]["parts"]}
    assert parts == {name for name in names if not name.startswith("manifest")}
