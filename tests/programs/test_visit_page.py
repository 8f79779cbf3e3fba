"""The page of a visit: whatever button is pressed, what stands on the screen is kept first."""

import pytest

from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.criteria import criteria_of
from organizations.models import VisitPhoto
from organizations.readiness import visit_digest
from organizations.services.visits import record_visit
from tests import world as laid_out
from tests.core.files.makers import picture
from tests.programs import applying


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Files of its own; what a test looks up by itself, it asks as the owner."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        yield


@pytest.fixture
def officers(side):
    return applying.officers(side)


@pytest.fixture
def row(side, officers):
    agency = laid_out.agency_actor(side)
    return applying.planned(applying.submitted(side, agency), *officers)


@pytest.fixture
def page(row, side, client):
    """The page as the district's reviewer, one of the two officers, has it open."""
    with acting_as(AUTH):
        client.force_login(side.reviewer)

    class Page:
        address = f"/accreditations/{row.number}/visit/"

        def seen(self):
            return client.get(self.address)

        def drawn(self) -> dict:
            """What the page sends back if nobody touches it."""
            context = self.seen().context
            found = {"digest": context["digest"]}
            for field in context["checklist"]:
                now = field.initial or ""
                found |= {field.html_name: now, field.html_initial_name: now}
            return found

        def filled(self) -> dict:
            """Every criterion is met, and the report is written."""
            results = {f"result-{one.code}": "met" for one in criteria_of("agency")}
            return self.drawn() | results | {"report": "与申请一致"}

        def press(self, part, given):
            return client.post(self.address, given | {"part": part})

    return Page()


def stored(row):
    with acting_as(OWNER):
        fresh = applying.fresh(row)
        findings = set(fresh.visitfindings.values_list("result", flat=True))
        return fresh.report, findings, VisitPhoto.objects.filter(accreditation=row).count()


def signed(row) -> list[bool]:
    with acting_as(OWNER):
        fresh = applying.fresh(row)
        digest = visit_digest(fresh)
    return [fresh.first_signed == digest, fresh.second_signed == digest]


def photo(name="现场.jpg"):
    return applying.file(name, picture())


def test_adding_photos_keeps_the_checklist_and_takes_several(page, row):
    answer = page.press("photo", page.filled() | {"photos": [photo(), photo("门口.jpg")]})
    assert (answer.status_code, stored(row)) == (302, ("与申请一致", {"met"}, 2))


def test_a_photo_that_is_refused_holds_up_nothing_else(page, row):
    bad = applying.file("账本.jpg", b"no picture")
    answer = page.press("photo", page.filled() | {"photos": [bad, photo()]})
    assert answer.status_code == 409
    assert "账本.jpg" in str(answer.context["photos_form"].errors)
    assert stored(row) == ("与申请一致", {"met"}, 1)
    assert answer.context["checklist"]["report"].value() == "与申请一致"


def test_photos_are_kept_even_if_the_checklist_is_wrong(page, row):
    wrong = page.filled() | {"result-finance": "not_met", "photos": [photo()]}
    answer = page.press("photo", wrong)
    assert (answer.status_code, stored(row)) == (422, ("", set(), 1))
    assert answer.context["checklist"]["report"].value() == "与申请一致"


def test_who_signs_signs_what_is_on_the_screen(page, row, officers):
    page.press("photo", page.drawn() | {"photos": [photo()]})
    assert page.press("sign", page.filled()).status_code == 302
    assert (stored(row)[:2], signed(row)) == (("与申请一致", {"met"}), [True, False])
    assert page.seen().context["signed_at"] is not None
    assert page.press("sign", page.drawn()).status_code == 302
    assert signed(row) == [True, False]  # nothing was changed, so nothing is to be signed anew


def test_before_a_visit_is_set_there_is_no_page_of_it(page, side, client):
    assert page.seen().context["signed_at"] is None
    draft = client.get(f"/accreditations/{side.application.number}/visit/")
    assert draft.status_code == 404


def test_what_is_missing_for_a_signature_loses_no_checklist(page, row):
    answer = page.press("sign", page.filled())
    assert [each.code for each in answer.context["refused"]] == ["photo_missing"]
    assert (answer.status_code, stored(row)) == (409, ("与申请一致", {"met"}, 0))


def test_photos_chosen_with_a_signature_are_looked_at_before(page, row):
    assert page.press("sign", page.filled() | {"photos": [photo()]}).status_code == 302
    assert (stored(row), signed(row)) == (("与申请一致", {"met"}, 1), [False, False])


def test_nobody_signs_what_another_officer_changed_meanwhile(page, row, officers):
    page.press("photo", page.filled() | {"photos": [photo()]})
    given = page.drawn() | {"note-licence": "已看原件"}
    with acting_as(officers[1].scope):
        record_visit(row, actor=officers[1], findings={"finance": ("not_met", "账目不全")})
    answer = page.press("sign", given)
    assert (answer.status_code, answer.context["refused"][0].code) == (409, "findings_changed")
    assert signed(row) == [False, False]
    with acting_as(OWNER):
        notes = dict(row.visitfindings.values_list("criterion", "note"))
    assert (notes["licence"], notes["finance"]) == ("已看原件", "账目不全")
