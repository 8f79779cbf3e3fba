"""Clear text for a purpose: granted by rule or by another person, once, and told."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import IntegrityError, transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.models import AuditEntry, DataReveal, Notification
from core.refusals import Refused
from core.reveals import RevealField, revealable
from core.reveals.services import expire_due, request_reveal, view
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.services import add_membership
from tests import world as laid_out
from trainees.models import Enrolment, Trainee
from trainees.reveals import FIELDS

SESSION = "session-of-the-reviewer"


@pytest.fixture
def sides(db):
    with acting_as(OWNER):
        made = laid_out.make_world()
        Enrolment.objects.filter(pk=made["甲"].enrolment.pk).update(state="pending")
        return made


@pytest.fixture
def side(sides):
    return sides["甲"]


@pytest.fixture
def reviewer(side):
    return laid_out.district_actor(side)


@pytest.fixture
def chief(sides):
    return laid_out.city_actor(sides["市"], Role.MUNICIPAL_CHIEF)


@pytest.fixture
def auditor(sides):
    return laid_out.city_actor(sides["市"], Role.AUDITOR)


def ask(actor, *records, **changed):
    given = {
        "subject": "trainees.trainee",
        "ids": [record.pk for record in records],
        "fields": ["identity_number"],
        "purpose": "verify_identity",
        "explanation": "C101 报名核验",
        "session": SESSION,
    }
    with acting_as(actor.scope):
        return request_reveal(actor=actor, **given | changed)


def look(reveal, actor, session=SESSION, has_factor=True):
    with acting_as(actor.scope):
        return view(reveal, actor=actor, session=session, has_factor=has_factor)


def move(reveal, name, actor, **inputs):
    with acting_as(actor.scope):
        return perform(DataReveal.objects.get(pk=reveal.pk), name, actor=actor, **inputs)


def code_of(step, *args, **inputs):
    with pytest.raises(Refused) as refused, transaction.atomic():
        step(*args, **inputs)
    return refused.value.code


def no_case(side):
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(state="confirmed")


def test_one_person_in_an_own_open_case_is_granted_by_rule_and_shown_once(side, reviewer):
    reveal = ask(reviewer, side.trainee)
    assert (reveal.state, reveal.needs_grant, reveal.granted_by_id) == ("granted", False, None)
    shown = look(reveal, reviewer)
    with acting_as(OWNER):
        number = Trainee.objects.get(pk=side.trainee.pk).identity_number
    assert [(item.label, [fact.value for fact in item.facts]) for item in shown] == [
        (str(side.trainee), [number])
    ]
    assert code_of(look, reveal, reviewer) == "wrong_state"


def test_every_step_is_in_the_trail_and_no_value_is(side, reviewer):
    reveal = ask(reviewer, side.trainee)
    look(reveal, reviewer)
    with acting_as(OWNER):
        number = Trainee.objects.get(pk=side.trainee.pk).identity_number
        entries = AuditEntry.objects.filter(model="core.datareveal", object_id=str(reveal.pk))
        made = list(entries.order_by("id").values_list("verb", "actor_name", "trainee_user_id"))
        texts = str(list(entries.values_list("before", "after", "reason", "object_label")))
    assert made == [
        ("request", "", None),
        ("grant_self", "data_reveal", None),
        ("look", "", side.worker.pk),
        ("view", "", None),
    ]
    assert number not in texts
    assert SESSION not in texts


@pytest.mark.parametrize("why", ["list", "no case", "sensitive", "role without cases"])
def test_a_list_a_sensitive_field_or_no_open_case_waits_for_another_person(sides, why):
    mine, reviewer = sides["甲"], laid_out.district_actor(sides["甲"])
    records, actor = [mine.trainee], reviewer
    if why == "list":
        actor = laid_out.city_actor(sides["市"])
        records.append(sides["乙"].trainee)
    elif why == "no case":
        no_case(mine)
    elif why == "role without cases":
        actor = laid_out.city_actor(sides["市"])
    else:
        declared = [RevealField(f.name, f.label, f.roles, is_sensitive=True) for f in FIELDS]
        revealable(Trainee, *declared)
    try:
        reveal = ask(actor, *records)
    finally:
        revealable(Trainee, *FIELDS)
    assert (reveal.state, reveal.needs_grant) == ("requested", True)
    assert code_of(look, reveal, actor) == "wrong_state"
    assert code_of(move, reveal, "grant_self", system_actor("x")) == "not_allowed"


def test_the_chief_grants_and_the_requester_looks(side, reviewer, chief):
    no_case(side)
    reveal = ask(reviewer, side.trainee)
    with acting_as(OWNER):
        told = Notification.objects.filter(code="work_new")
        assert chief.user_id in set(told.values_list("recipient_id", flat=True))
    assert move(reveal, "grant", chief).granted_by_id == chief.user_id
    assert code_of(look, reveal, chief) == "not_allowed"
    assert len(look(reveal, reviewer)) == 1


def test_the_chief_refuses_with_a_reason_and_the_requester_is_told(side, reviewer, chief):
    no_case(side)
    reveal = ask(reviewer, side.trainee)
    assert code_of(move, reveal, "refuse", chief) == "input_missing"
    assert move(reveal, "refuse", chief, reason="无需明文").state == "refused"
    with acting_as(OWNER):
        (told,) = Notification.objects.filter(code="reveal_state")
    assert told.recipient_id == reviewer.user_id


def test_nobody_grants_questions_or_clears_their_own_in_any_membership(sides):
    """SD35 and SD36: by the move, and by the stored record."""
    city, side = sides["市"], sides["甲"]
    asking = laid_out.city_actor(city)
    with acting_as(OWNER):
        add_membership(  # nobody may be auditor as well, so that one has no membership to show
            actor=laid_out.ACTOR,
            user=city.rows[Role.MUNICIPAL_REVIEWER],
            organization=city.organization,
            role=Role.MUNICIPAL_CHIEF,
        )
    as_chief = Actor(**asking.__dict__ | {"role": Role.MUNICIPAL_CHIEF})
    as_auditor = Actor(**asking.__dict__ | {"role": Role.AUDITOR})
    reveal = ask(asking, side.trainee)
    assert code_of(move, reveal, "grant", as_chief) == "same_reviewer"
    move(reveal, "grant", laid_out.city_actor(city, Role.MUNICIPAL_CHIEF))
    look(reveal, asking)
    assert code_of(move, reveal, "question", as_auditor, reason="x") == "same_reviewer"
    auditor = laid_out.city_actor(city, Role.AUDITOR)
    questioned = move(reveal, "question", auditor, reason="夜间查看")
    assert questioned.answer_due_on > questioned.viewed_at.date()
    assert code_of(move, reveal, "clear", as_auditor, reason="x") == "same_reviewer"
    with acting_as(OWNER):
        for name in ("granted_by_id", "questioned_by_id", "cleared_by_id"):
            with pytest.raises(IntegrityError), transaction.atomic():
                DataReveal.objects.filter(pk=reveal.pk).update(**{name: asking.user_id})
        told = set(
            Notification.objects.filter(code="reveal_state").values_list("recipient_id", flat=True)
        )
    assert told == {asking.user_id, *chiefs(city, asking)}
    assert move(reveal, "clear", auditor, reason="已书面说明").state == "cleared"


def test_a_deputy_and_the_member_are_one_person_where_two_must_look(sides):
    city, side = sides["市"], sides["甲"]
    chief = laid_out.city_actor(city, Role.MUNICIPAL_CHIEF)
    asking = laid_out.city_actor(city)
    by_deputy = ask(replace(asking, deputy_for=chief.user_id), side.trainee)
    assert code_of(move, by_deputy, "grant", chief) == "same_reviewer"
    own = ask(asking, side.trainee)
    stranger = replace(chief, user_id=side.reviewer.pk, deputy_for=asking.user_id)
    assert code_of(move, own, "grant", stranger) == "same_reviewer"


def chiefs(city, asking):
    return {city.rows[Role.MUNICIPAL_CHIEF].pk, asking.user_id}


def test_a_record_granted_without_the_person_it_needs_cannot_be_stored(side):
    with acting_as(OWNER), pytest.raises(IntegrityError), transaction.atomic():
        DataReveal.objects.filter(pk=side.reveal.pk).update(state="granted", granted_at=clock.now())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"purpose": ""}, "reveal_purpose_missing"),
        ({"purpose": "curiosity"}, "reveal_purpose_missing"),
        ({"explanation": "  "}, "reveal_purpose_missing"),
        ({"fields": []}, "input_missing"),
        ({"fields": ["identity_hash"]}, "not_allowed"),
        ({"subject": "organizations.user"}, "not_allowed"),
        ({"ids": []}, "not_allowed"),
        ({"ids": range(1, 300)}, "too_many_records"),
    ],
)
def test_a_request_states_fields_a_purpose_and_records_one_may_see(side, reviewer, changed, code):
    assert code_of(ask, reviewer, side.trainee, **changed) == code


def test_nobody_asks_for_records_they_do_not_see_and_not_every_role_asks(sides, reviewer, chief):
    assert code_of(ask, reviewer, sides["乙"].trainee) == "not_allowed"
    assert code_of(ask, chief, sides["甲"].trainee) == "not_allowed"
    assert code_of(ask, laid_out.unit_actor(sides["甲"]), sides["甲"].trainee) == "not_allowed"
    reconciler = Actor(**chief.__dict__ | {"role": Role.FINANCE_RECONCILER})
    assert code_of(ask, reconciler, sides["甲"].trainee) == "not_allowed"


def test_looking_needs_the_same_session_a_fresh_factor_and_the_time_limit(side, reviewer):
    reveal = ask(reviewer, side.trainee)
    assert code_of(look, reveal, reviewer, session="another") == "reveal_other_session"
    assert code_of(look, reveal, reviewer, session="") == "reveal_other_session"
    assert code_of(look, reveal, reviewer, has_factor=False) == "second_factor_needed"
    with acting_as(OWNER):
        clock.move(actor=laid_out.ACTOR, by=timedelta(minutes=61))
    assert code_of(look, reveal, reviewer) == "reveal_expired"
    with acting_as(SYSTEM):
        assert expire_due() == 3  # and the two of the world
    with acting_as(OWNER):
        assert DataReveal.objects.get(pk=reveal.pk).state == "expired"


def test_a_colleague_of_the_same_district_cannot_look(side, reviewer):
    reveal = ask(reviewer, side.trainee)
    with acting_as(OWNER):
        other = laid_out.member("reviewer.9", "他", side.bureau, Role.DISTRICT_REVIEWER)
    colleague = Actor(**reviewer.__dict__ | {"user_id": other.pk})
    assert code_of(look, reveal, colleague) == "not_allowed"


@pytest.fixture
def desk(client, side):
    """The reviewer, who has given the password just now."""
    with acting_as(AUTH):
        client.force_login(side.reviewer)
        request = SimpleNamespace(session=client.session)
        record_authentication(request, side.reviewer, "password")
        request.session.save()
    return client


def test_the_pages_lead_from_the_record_to_one_look_that_nothing_keeps(desk, side, reviewer):
    with acting_as(OWNER):
        person = Trainee.objects.get(pk=side.trainee.pk)
    page = desk.get(f"/admin/trainees/trainee/{person.pk}/change/").content.decode()
    address = f"/reveals/new/?kind=trainees.trainee&amp;ids={person.pk}"
    assert address in page
    assert person.identity_number not in page
    form = {"fields_wanted": ["identity_number", "phone"], "purpose": "verify_identity"}
    address = address.replace("&amp;", "&")
    asking = desk.get(address).content.decode()
    assert f'<a href="/admin/trainees/trainee/{person.pk}/change/">密**员</a>' in asking
    assert person.name not in asking
    assert desk.post(address, form).status_code == 422  # no case named
    answer = desk.post(address, form | {"explanation": "C101"})
    assert answer.status_code == 302
    page = answer.headers["Location"]
    before = desk.get(page)
    assert person.identity_number not in before.content.decode()
    shown = desk.post(page)
    assert person.identity_number in shown.content.decode()
    assert person.phone in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert desk.post(page).status_code == 409
    assert person.identity_number not in desk.get(page).content.decode()


def test_the_person_sees_who_looked_when_at_what_and_why(desk, client, side, reviewer):
    look(ask(reviewer, side.trainee), reviewer)
    with acting_as(AUTH):
        client.force_login(side.worker)
    words = client.get("/account/privacy/", headers={"accept-language": "en"}).content.decode()
    for expected in ("区局", "District reviewer", "Identity number", "Verify an identity"):
        assert expected in words
    assert "密甲审核" not in words  # the bureau answers, not a name


def test_a_second_factor_that_is_not_fresh_is_proved_again_first(desk, side, reviewer):
    secret = generate_totp_secret()
    with acting_as(AUTH):
        TOTP.activate(side.reviewer, secret)
    address = f"/reveals/new/?kind=trainees.trainee&ids={side.trainee.pk}"
    form = {"fields_wanted": ["phone"], "purpose": "contact_person", "explanation": "C101"}
    page = desk.post(address, form).headers["Location"]
    answer = desk.post(page)
    proving = answer.headers["Location"]
    assert (answer.status_code, proving) == (
        302,
        f"/security/2fa/reauthenticate/?next={page.replace('/', '%2F')}",
    )
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert desk.post(proving, {"code": code}).headers["Location"] == page
    assert desk.post(page).status_code == 200


def test_the_lists_show_each_what_waits_for_them(client, sides, side, reviewer):
    no_case(side)
    reveal = ask(reviewer, side.trainee)
    with acting_as(AUTH):
        client.force_login(sides["市"].rows[Role.MUNICIPAL_CHIEF])
    words = client.get("/admin/core/datareveal/?waiting=1").content.decode()
    assert reveal.number in words
    page = client.get(f"/admin/core/datareveal/{reveal.pk}/change/").content.decode()
    assert f"/moves/core.datareveal/{reveal.pk}/grant/" in page


def test_a_worker_s_own_page_lists_nobody_when_nobody_looked(client, side):
    with acting_as(AUTH):
        client.force_login(side.worker)
    words = client.get("/account/privacy/", headers={"accept-language": "en"}).content.decode()
    assert "Nobody has viewed your full personal data." in words


def test_the_trail_keeps_nothing_of_the_session(side, reviewer):
    reveal = ask(reviewer, side.trainee)
    with acting_as(OWNER):
        kept = audit.columns(DataReveal.objects.get(pk=reveal.pk))
    assert "session_digest" not in kept
