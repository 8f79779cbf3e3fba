"""A key is rotated while checked files wait: their packs are renewed and imported afterwards."""

import base64

import pytest
from django.core.management import call_command

from core.privacy import frames
from core.privacy.packs import ROWS_OF_A_FRAME
from core.tenancy.scope import OWNER, acting_as
from tests import rosters
from tests import world as laid_out
from trainees.models import Enrolment, RosterImport
from trainees.services.roster import check_roster, errors_of, import_roster

KEYS = [f"{n}:{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2)]
FRAMES = 2


@pytest.fixture
def side(settings, request):
    settings.FIELD_KEYS = settings.LOOKUP_KEYS = KEYS[0]
    return request.getfixturevalue("committed_side")  # laid out under the old key


def test_packs_of_checked_files_are_renewed_and_imported_under_the_new_key(
    side, settings, capsys, record_counts
):
    actor = laid_out.unit_actor(side)
    count = ROWS_OF_A_FRAME * (FRAMES - 1) + 3
    rows = [*rosters.people(count), ("", *rosters.person(count)[1:])]
    with acting_as(actor.scope):
        data = rosters.as_csv(rows)
        roster = check_roster(side.training_class, actor=actor, data=data, file_name="名册.csv")
    settings.FIELD_KEYS = ",".join(KEYS)
    call_command("rotate_field_keys")
    out = capsys.readouterr().out
    assert "trainees_rosterimport.good_rows: 1" in out
    assert "trainees_rosterimport.bad_rows: 1" in out
    assert out.splitlines()[-1] == "0 values under old keys"
    call_command("rotate_field_keys")
    assert "0 values renewed" in capsys.readouterr().out
    settings.FIELD_KEYS = KEYS[1]  # the old key can go
    with acting_as(actor.scope):
        kept = RosterImport.objects.get(pk=roster.pk)
        assert len(list(frames(kept.good_rows))) == FRAMES
        assert errors_of(kept).startswith(b"PK")
        assert import_roster(kept, actor=actor).imported_count == count
    with acting_as(OWNER):
        assert Enrolment.objects.get(name="学员1").phone == rosters.person(1)[3]
    record_counts(f"rotation: two packs of {count + 1} rows renewed in {FRAMES + 1} frames")
