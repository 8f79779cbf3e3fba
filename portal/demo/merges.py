"""Two records of one person in the demo: one pair looks alike, one is proposed, one was merged.

The second record of each came in by a roster that wrote the residence permit.
"""

from datetime import time, timedelta

from core import clock
from core.enums import Role
from core.identifiers import DocumentType, Sex
from core.identifiers.documents import check_character
from core.workflow import perform
from organizations.models import User
from portal.demo.actors import of_the_city
from portal.demo.groups import HERE, reviewer_at, told
from portal.demo.papers import invented_paper
from portal.demo.people import WORKERS
from portal.demo.timetable import moment, working_day_ago
from trainees.models import KeyGroup, PersonMerge, Trainee
from trainees.services.merging import propose_merge
from trainees.services.people import Person, find_or_make

PERMIT = DocumentType.HMT_RESIDENCE_PERMIT
REASON = "本人出示居民身份证和居住证，两证为同一人。（演示内容）"
REGISTERED, MERGED, PROPOSED = 200, 9, 2  # days ago
GROUP = "rural_transfer"  # proven with the record that moves


def make_merges(users, organizations) -> list[PersonMerge]:
    """Of three people of `HERE`; the one whose records were merged can be signed in with."""
    names = [f"worker.{n}" for n in range(1, WORKERS + 1)]
    home = Trainee.objects.filter(district__code=HERE).select_related("district")
    known = home.filter(user__username__in=names).order_by("-pk")[:1]
    others = home.exclude(user__username__in=names).order_by("pk")[:2]
    people = [*known, *others]
    second = [second_record(one, n) for n, one in enumerate(people)]
    officer = reviewer_at(people[0].district, users, organizations)
    group = KeyGroup.objects.get(code=GROUP)
    told(second[0], group, MERGED + 20, "confirm", officer)
    merged = proposed(people[0], second[0], MERGED, officer)
    city = of_the_city(
        users["municipal.reviewer.2"], organizations["city"], Role.MUNICIPAL_REVIEWER
    )
    with clock.at(merged.proposed_at + timedelta(hours=3)):
        merged = perform(merged, "merge", actor=city)
    return [merged, proposed(people[1], second[1], PROPOSED, officer)]


def second_record(person, n) -> Trainee:
    """The same name, day of birth and sex, another document and another phone."""
    order = 100 + 2 * n + (person.sex == Sex.MALE)
    body = f"830000{person.birth_on:%Y%m%d}{order}"
    stated = Person(
        PERMIT, body + check_character(body), person.name, f"1380411{n:04d}", person.district_id
    )
    with clock.at(moment(working_day_ago(REGISTERED), time(1))):
        trainee_id, user_id, _is_new = find_or_make(stated)
    User.objects.filter(pk=user_id).update(username=f"second-record-{n + 1}")
    return Trainee.objects.select_related("district").get(pk=trainee_id)


def proposed(kept, merged, days, officer) -> PersonMerge:
    """By the district's reviewer on a working day, with a paper that says it is invented."""
    proof = invented_paper("两证一致说明", "人员与证件")
    with clock.at(moment(working_day_ago(days), time(9, 40))):
        return propose_merge(
            actor=officer, kept=kept.pk, merged=merged.pk, reason=REASON, proof=proof
        )
