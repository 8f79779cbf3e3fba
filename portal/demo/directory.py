"""What the directories said in the demo's past.

The triggers saw everything come on one day, so the versions before it are written here: what each
unit was accredited for first, and what befell some of them.
"""

from datetime import datetime, time, timedelta

from core import clock
from core.calendar import add_months
from core.pinyin import sort_key
from core.search import searchable
from organizations.enums import OrganizationKind, Standing
from organizations.models import District
from organizations.services import create_organization
from organizations.services.organizations import set_standing
from portal.demo.accreditations import RENEWED, SINCE
from portal.demo.copying import run, unasked
from portal.demo.history import LISTED_AFTER
from portal.demo.timetable import days_ago, moment
from programs.models import DirectoryEntry

NOON = time(10)
# key -> (days ago, what it was before, days ago, …), the newest change first
STORIES = {
    "institution.b": [(40, {"address": "中山区人民路12号（演示）"})],
    "institution.c": [(180, {"standing": Standing.SUSPENDED}), (200, {"standing": "accredited"})],
    "institution.h": [(120, {"name": "大连高新信息技术培训学校（演示）"})],
    "removed": [(60, {"standing": "accredited"})],
}
PROGRAMMES = """
UPDATE programs_directoryentry e
SET shown_from = least(e.shown_from, p.submitted_at + interval '%s days')
FROM programs_programme p WHERE e.part = 'programme' AND p.number = e.number
"""
OPEN_CLASSES = """
UPDATE programs_directoryentry e SET shown_from = least(e.shown_from, c.replied_at)
FROM programs_trainingclass c WHERE e.part = 'class' AND c.number = e.number
"""
# One could enrol from the district's answer to the first day.
PAST_CLASSES = """
INSERT INTO programs_directoryentry
    (part, number, unit, is_listed, facts, sort_key, search_text, shown_from, shown_to, xid)
SELECT 'class', c.number, o.number, v.listed, directory_class_facts(c), c.starts_on::text,
    c.search_text, v.since, v.until, 0
FROM programs_trainingclass c JOIN organizations_organization o ON o.id = c.organization_id
CROSS JOIN LATERAL (
    SELECT c.starts_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS begun) b
CROSS JOIN LATERAL (
    VALUES (true, c.replied_at, b.begun), (false, b.begun, NULL)) v (listed, since, until)
WHERE c.state IN ('running', 'finished', 'completed', 'archived') AND c.replied_at < b.begun
"""


def tell_directory(actor, organizations) -> None:
    """Write the versions of the past; whoever was removed is found by its number and day."""
    units = organizations | {"removed": removed_unit(actor)}
    stories = {units[key].number: story for key, story in STORIES.items() if key in units}
    now = list(DirectoryEntry.objects.of("institution"))
    with unasked():
        DirectoryEntry.objects.of("institution").delete()
        DirectoryEntry.objects.bulk_create(
            version for row in now for version in told(row, stories.get(row.number, []))
        )
        DirectoryEntry.objects.of("occupation").update(shown_from=at_month(SINCE))
        run(PROGRAMMES % LISTED_AFTER.days, OPEN_CLASSES, PAST_CLASSES)


def removed_unit(actor):
    """A school that left the directory."""
    unit = create_organization(
        actor=actor, kind=OrganizationKind.INSTITUTION, name="大连旧港职业培训学校（演示）",
        short_name="旧港培训", district=District.objects.get(code="DL-03"),
        address="沙河口区旧港路3号", standing=Standing.ACCREDITED,
        accredited_until=add_months(clock.today(), RENEWED),
    )  # fmt: skip
    return set_standing(
        actor=actor, organization=unit, standing=Standing.REMOVED, reason="自愿退出（演示）"
    )


def told(row, story) -> list[DirectoryEntry]:
    """All versions of a unit from its first accreditation on."""
    changes = [(days_ago(days), before) for days, before in story]
    scope = row.facts["scope"]
    if any(line["valid_to"] for line in scope):
        changes.append((at_month(RENEWED), first_facts(scope)))
    versions, facts, until = [], row.facts, None
    for begins, before in sorted(changes, key=lambda change: change[0], reverse=True):
        versions.append(version(row, facts, begins, until))
        facts, until = facts | before, begins
    return [*versions, version(row, facts, at_month(SINCE), until)]


def first_facts(scope) -> dict:
    """What stood there before the renewal: the first scope, of which no end was known."""
    renewed = add_months(clock.today(), RENEWED)
    first = [line | {"valid_to": None} for line in scope if line["valid_to"]]
    return {
        "accredited_from": f"{add_months(clock.today(), SINCE)}",
        "accredited_until": f"{renewed - timedelta(days=1)}",
        "scope": first,
    }


def at_month(months: int) -> datetime:
    return moment(add_months(clock.today(), months), NOON)


def version(row, facts, begins, until) -> DirectoryEntry:
    name = facts["name"]
    return DirectoryEntry(
        part=row.part, number=row.number, unit=row.unit, facts=facts, xid=row.xid,
        is_listed=facts["standing"] == Standing.ACCREDITED, sort_key=sort_key(name),
        search_text=searchable(name, facts["short_name"], row.number, facts["uscc"]),
        shown_from=begins, shown_to=until,
    )  # fmt: skip
