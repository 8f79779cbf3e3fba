"""The statements of an import; `rows` and `found` are its two temporary tables.

What crosses tenants is asked of listed functions, which get their people as arrays: a temporary
table cannot be named safely in a function that runs as its owner.
"""

import json

from psycopg2.sql import SQL

from core import audit
from trainees.models import Enrolment

MATCH = SQL("""
INSERT INTO {found} (place, trainee_id, user_id, is_new)
SELECT m.place, m.trainee_id, m.user_id, false FROM (
    SELECT array_agg(document_type ORDER BY place) kinds, array_agg(hash ORDER BY place) hashes,
        array_agg(name ORDER BY place) names FROM {rows} WHERE is_first) a,
    match_people(a.kinds, a.hashes, a.names) m
""")
HOLD = SQL("SELECT hold_people((SELECT array_agg(trainee_id) FROM {found}))")
TOO_YOUNG = SQL("""
SELECT r.row FROM {rows} r
JOIN unnest(%(classes)s::bigint[], %(births)s::date[]) c(id, latest) ON c.id = r.class_id
WHERE r.birth_on > c.latest ORDER BY 1
""")
CONFLICTS = SQL("""
SELECT r.row FROM {rows} r JOIN {found} f USING (place) WHERE f.trainee_id IS NULL ORDER BY 1
""")
NOT_AGREED = SQL("""
SELECT r.row FROM {rows} r LEFT JOIN {found} f USING (place)
WHERE r.birth_on > %(adults)s AND (f.trainee_id IS NULL OR f.trainee_id NOT IN (
    SELECT person FROM minors_agreed(ARRAY(SELECT f.trainee_id FROM {found} f JOIN {rows} m
        USING (place) WHERE m.birth_on > %(adults)s AND f.trainee_id IS NOT NULL)))) ORDER BY 1
""")
OF_IN_HOUSE = SQL("""
SELECT r.row, r.class_id, f.trainee_id FROM {rows} r LEFT JOIN {found} f USING (place)
WHERE r.class_id = ANY(%(in_house)s::bigint[]) ORDER BY 1
""")
ENROLLED = SQL("""
SELECT r.row FROM {rows} r JOIN {found} f USING (place)
JOIN trainees_enrolment e ON e.training_class_id = r.class_id AND e.trainee_id = f.trainee_id
WHERE e.state = ANY(%(live)s)
UNION
-- Two rows with two documents of one person, whose records were put together.
SELECT d.row FROM (SELECT r.row, row_number() OVER (
    PARTITION BY r.class_id, f.trainee_id ORDER BY r.row) AS nth
    FROM {rows} r JOIN {found} f USING (place) WHERE f.trainee_id IS NOT NULL) d
WHERE d.nth > 1 ORDER BY 1
""")
BUSY = SQL("""
SELECT a.numbers[o.place] FROM (
    SELECT array_agg(r.row ORDER BY r.row) numbers, array_agg(f.trainee_id ORDER BY r.row) people,
        array_agg(r.class_id ORDER BY r.row) classes
    FROM {rows} r JOIN {found} f USING (place) WHERE f.trainee_id IS NOT NULL) a,
    people_overlap(a.people, a.classes) o ORDER BY 1
""")
REGISTER = SQL("""
INSERT INTO {found} (place, trainee_id, user_id, is_new)
SELECT a.places[p.place], p.trainee_id, p.user_id, true FROM (
    SELECT array_agg(place) places, array_agg(document_type) kinds, array_agg(hash) hashes,
        array_agg(sealed_number) numbers, array_agg(name) names, array_agg(birth_on) births,
        array_agg(sex) sexes, array_agg(sealed_phone) phones, array_agg(phone_hash) phone_hashes,
        array_agg(education) educations, array_agg(%(prefix)s || place) usernames
    FROM {rows} n WHERE is_first AND NOT EXISTS (SELECT FROM {found} f WHERE f.place = n.place)) a,
    register_people(a.kinds, a.hashes, a.numbers, a.names, a.births, a.sexes, a.phones,
        a.phone_hashes, a.educations, a.usernames, %(district)s, %(consent)s, %(at)s) p
WHERE a.kinds IS NOT NULL
""")
ENROL = SQL("""
SELECT enrol_people(%(roster)s, array_agg(r.class_id ORDER BY r.row),
    array_agg(f.trainee_id ORDER BY r.row), array_agg(f.user_id ORDER BY r.row),
    array_agg(r.name ORDER BY r.row), array_agg(r.masked ORDER BY r.row),
    array_agg(r.sealed_phone ORDER BY r.row), array_agg(r.education ORDER BY r.row),
    array_agg(r.group_id ORDER BY r.row), array_agg(r.remark ORDER BY r.row), %(at)s)
FROM {rows} r JOIN {found} f USING (place)
""")
STATE_ACCOUNTS = SQL("""
SELECT state_accounts(%(roster)s, array_agg(f.trainee_id ORDER BY r.row),
    array_agg(r.sealed_card ORDER BY r.row), array_agg(r.card_hash ORDER BY r.row),
    array_agg(r.bank ORDER BY r.row), %(at)s)
FROM {rows} r JOIN {found} f USING (place) WHERE r.card_hash <> ''
""")
KEEP_NEW_PEOPLE = SQL("""
UPDATE trainees_rosterimport
SET new_people = ARRAY(SELECT trainee_id FROM {found} WHERE is_new ORDER BY trainee_id)
WHERE organization_id = %(organization)s AND id = %(roster)s
""")


def numbers_of(classes: dict) -> str:
    """The parameter `numbers` of `entries`; `classes` by key."""
    return json.dumps({key: row.number for key, row in classes.items()})


def entries(before, after):
    """Audit entries of every enrolment of a roster; `before` and `after` are SQL of jsonb.

    The numbers of the classes come as a parameter (`numbers_of`): the planner knows nothing yet of
    rows just written, and would look through all classes of the unit for each of them.
    """
    return SQL("""
    SELECT e.id::text, concat(%(numbers)s::jsonb ->> e.training_class_id::text, ' ',
            left(e.name, 1), repeat('*', greatest(char_length(e.name) - 1, 1))), {before}, {after},
        e.organization_id, e.district_id, e.trainee_user_id
    FROM trainees_enrolment e
    WHERE e.organization_id = %(organization)s AND e.roster_id = %(roster)s
    """).format(before=before, after=after)


NOTHING = SQL("'{}'::jsonb")
WHOLE_ROW = audit.visible_json(Enrolment, "e")
ENTRIES = entries(NOTHING, WHOLE_ROW)
UNDONE_ENTRIES = entries(WHOLE_ROW, NOTHING)
ENROLLED_PEOPLE = SQL("""
SELECT e.trainee_user_id, e.id, '/account/enrolments/' || e.id || '/',
    %(contexts)s::jsonb -> e.training_class_id::text, NOT f.is_new
FROM trainees_enrolment e JOIN {found} f ON f.trainee_id = e.trainee_id
WHERE e.organization_id = %(organization)s AND e.roster_id = %(roster)s AND e.state = 'confirmed'
""")
UNDONE_PEOPLE = SQL("""
SELECT e.trainee_user_id, e.id, '/account/enrolments/',
    %(contexts)s::jsonb -> e.training_class_id::text, true
FROM trainees_enrolment e LEFT JOIN unnest(%(new_people)s::bigint[]) n(id)
    ON n.id = e.trainee_id
WHERE n.id IS NULL AND e.organization_id = %(organization)s AND e.roster_id = %(roster)s
""")
