"""Between the dry run and the confirmation the world goes on; and a roster without a browser."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.enums import Role
from core.privacy import frames
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.models import District
from programs.models import TrainingClass
from tests import world as laid_out
from tests.e2e import roster as file
from tests.rosters import as_csv, people
from trainees.models import Enrolment, RosterImport, Trainee
from trainees.roster_pack import GOOD
from trainees.services.people import Person, find_or_make
from trainees.services.roster import ask_import, check_roster, import_roster


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=50, seats_taken=1
        )
        made.training_class.refresh_from_db()
        return made


@pytest.fixture
def school(side):
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        yield actor


def dry_run(side, school):
    return check_roster(
        side.training_class, actor=school, data=file.workbook(), file_name="名册.xlsx"
    )


def seats(side, **columns):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(**columns)
        side.training_class.refresh_from_db()


def test_forty_of_forty_five_rows_are_good_and_each_bad_one_says_why(side, school):
    roster = dry_run(side, school)
    assert (roster.good_count, roster.bad_count) == (40, 5)
    assert [(e["row"], e["code"]) for e in roster.errors] == [
        (42, "id_checksum_failed"),
        (43, "row_duplicate"),
        (44, "id_cell_numeric"),
        (45, "cell_required"),
        (46, "phone_invalid"),
    ]
    assert import_roster(roster, actor=school).imported_count == 40
    side.training_class.refresh_from_db()
    assert side.training_class.seats_taken == 41


def test_the_people_of_an_enterprise_are_enrolled_all_together_or_none(side, client):
    enterprise = laid_out.unit_actor(side, Role.ENTERPRISE_ADMIN)
    with acting_as(enterprise.scope):
        roster = dry_run(side, enterprise)
        for step in (import_roster, ask_import):
            with pytest.raises(Refused) as refused:
                step(roster, actor=enterprise)
            assert (refused.value.code, refused.value.detail) == ("group_not_whole", "5 / 45")
        whole = check_roster(
            side.training_class, actor=enterprise, data=as_csv(people(40)),
            file_name="名册.csv",
        )  # fmt: skip
        assert import_roster(whole, actor=enterprise).imported_count == 40
    with acting_as(OWNER):
        assert Enrolment.objects.filter(training_class=side.training_class).count() == 41


def test_the_bank_card_waits_sealed_with_its_row(side, school):
    kept = next(frames(dry_run(side, school).good_rows))[0]
    assert len(kept) == 1 + len(GOOD)
    assert (kept[0], GOOD[-1]) == (2, "bank_card")


def test_too_few_seats_are_told_by_the_dry_run_and_refused_with_figures(side, school):
    seats(side, seats=30, seats_taken=1)
    roster = dry_run(side, school)
    assert roster.errors[0]["code"] == "class_full"
    with pytest.raises(Refused) as refused:
        import_roster(roster, actor=school)
    assert refused.value.code == "class_full"
    for figure in ("40", "29", "30"):
        assert figure in refused.value.detail
    assert Enrolment.objects.filter(source="roster").count() == 0


def test_a_row_that_is_good_no_longer_stops_the_import_and_is_named(side, school):
    roster = dry_run(side, school)
    with acting_as(OWNER):
        district = District.objects.get(code="DL-06")
        number = file.identity(7)
        find_or_make(Person("citizen_id", number, "另一个名字", "13711110000", district.pk))
    with pytest.raises(Refused) as refused:
        import_roster(roster, actor=school)
    assert refused.value.code == "real_name_not_verified"
    assert "8" in refused.value.detail  # the seventh person stands in row 8
    side.training_class.refresh_from_db()
    assert side.training_class.seats_taken == 1


def test_the_import_page_shows_every_condition_that_failed(client, side):
    with acting_as(AUTH):
        client.force_login(side.admin)
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        roster = dry_run(side, actor)
    seats(side, seats=30, seats_taken=1)
    answer = client.post(f"/workspace/rosters/{roster.pk}/", {"decision": "import"})
    assert answer.status_code == 409
    assert "check-failed" in answer.content.decode()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(file.workbook())
    return path


def command(side, path, *options, username="admin.1", number=None):
    out, err = StringIO(), StringIO()
    words = ["--class", number or side.training_class.number, "--as", username, *options]
    call_command("import_roster", str(path), *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def rosters():
    with acting_as(OWNER):
        return Enrolment.objects.filter(source="roster").count()


def test_the_command_names_every_error_and_a_dry_run_enrols_nobody(side, path):
    out, err = command(side, path, "--dry-run")
    assert out == "good rows: 40, rows with errors: 5\n"
    assert len(err.splitlines()) == 5
    with acting_as(OWNER):
        assert RosterImport.objects.get(good_count=40).state == "discarded"
    assert rosters() == 0


def test_the_command_imports_good_rows_only_when_told_so(side, path):
    with pytest.raises(CommandError, match="--good-rows"):
        command(side, path)
    assert rosters() == 0
    out, _err = command(side, path, "--good-rows")
    assert out.endswith("enrolled: 40\n")
    assert rosters() == 40
    with acting_as(OWNER):
        assert (
            Trainee.objects.filter(consent_at__isnull=True, name__startswith="学员").count() == 40
        )


def test_the_command_acts_for_nobody_else(side, path):
    for wrong in ({"username": "teacher.1"}, {"username": "nobody"}, {"number": "C201"}):
        with pytest.raises(CommandError):
            command(side, path, "--good-rows", **wrong)
    assert rosters() == 0
