"""Row-level security of teaching: nobody reads the persons; what crosses institutions says little.

`teacher_overlaps` answers an institution with the times of sessions alone where they are those of
another one, and names its own. Nothing is asked for longer than a day.
"""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, TenantForeignKey, rows_of

UNIT = rows_of("app_organization")
STAFF = rows_of("app_organization", "app_district", "app_city")

# The teacher of a session is this person: so one constraint on persons holds in the whole city.
PAIR = """ALTER TABLE programs_session ADD CONSTRAINT programs_session_teacher_person
    FOREIGN KEY (teacher_id, person_id) REFERENCES programs_teacher (id, person_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"""

ASKER = """
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                home bigint := NULLIF(current_setting('app.district_id', true), '')::bigint;"""

# A unit asks about its own, a district about its own; the city and the system about everything.
OF_ASKER = """CASE current_setting('role') WHEN 'app_district' THEN {0}.district_id = home
                    WHEN 'app_organization' THEN {0}.organization_id = unit ELSE true END"""


# What two institutions call the same room: address and name without signs and blanks. A room that
# is called otherwise is not found, and an equal name may be another room: good enough to warn.
ROOM = """regexp_replace(lower(normalize({0}address || {0}name, NFKC)), '[[:space:][:punct:]]', '',
                        'g')"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_security"), ("core", "0002_security")]

    operations = [
        Secure("programs_teachingperson", {}),
        Secure("programs_teacherqualification", STAFF, insert=UNIT, update=STAFF),
        TenantForeignKey("programs_teacherqualification", "teacher_id", "programs_teacher"),
        TenantForeignKey("programs_teacherqualification", "proof_id", "core_storedfile"),
        migrations.RunSQL(
            PAIR,
            "ALTER TABLE programs_session DROP CONSTRAINT programs_session_teacher_person",
        ),
        ListedFunction(
            "teaching_person(wanted_type text, wanted_hash text)",
            "bigint",
            """
            DECLARE
                found_id bigint;
                hashes text[] := string_to_array(wanted_hash, ',');
            BEGIN
                IF cardinality(hashes) > 1 THEN
                    -- two who write under different keys would not meet in the unique constraint
                    PERFORM pg_advisory_xact_lock(hashtextextended(
                        (SELECT min(h COLLATE "C") FROM unnest(hashes) h), 7004));
                END IF;
                SELECT id INTO found_id FROM programs_teachingperson
                WHERE document_type = wanted_type AND identity_hash = ANY (hashes)
                FOR NO KEY UPDATE;
                IF FOUND THEN RETURN found_id; END IF;
                INSERT INTO programs_teachingperson (document_type, identity_hash)
                VALUES (wanted_type, hashes[1]) ON CONFLICT DO NOTHING RETURNING id INTO found_id;
                IF NOT FOUND THEN  -- somebody else made it this moment
                    SELECT id INTO found_id FROM programs_teachingperson
                    WHERE document_type = wanted_type AND identity_hash = ANY (hashes)
                    FOR NO KEY UPDATE;
                END IF;
                RETURN found_id;
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            # Two institutions that plan one person at once would else wait for each other in the
            # exclusion constraint, and one of them end as a deadlock. A district holds what it may
            # not change, too: it makes the changes it approves.
            "hold_staff(teachers bigint[], venues bigint[])",
            "TABLE (teacher bigint, person bigint)",
            f"""
            DECLARE{ASKER}
            BEGIN
                PERFORM FROM programs_teacher t WHERE t.id = ANY (teachers) AND {OF_ASKER.format('t')}
                    ORDER BY t.id FOR NO KEY UPDATE;
                PERFORM FROM programs_teachingperson p WHERE p.id IN (
                    SELECT t.person_id FROM programs_teacher t
                    WHERE t.id = ANY (teachers) AND {OF_ASKER.format('t')})
                    ORDER BY p.id FOR NO KEY UPDATE;
                PERFORM FROM programs_venue v WHERE v.id = ANY (venues) AND {OF_ASKER.format('v')}
                    ORDER BY v.id FOR NO KEY UPDATE;
                RETURN QUERY SELECT t.id, t.person_id FROM programs_teacher t
                    WHERE t.id = ANY (teachers) AND {OF_ASKER.format('t')};
            END
            """,
            ["app_organization", "app_district"],
        ),
        ListedFunction(
            # for each place: a teacher and a time of at most a day
            "teacher_overlaps(teachers bigint[], begins timestamptz[], ends timestamptz[],"
            " besides bigint[])",
            "TABLE (place bigint, starts_at timestamptz, ends_at timestamptz, session_id bigint)",
            f"""
            DECLARE{ASKER}
            BEGIN
                RETURN QUERY SELECT w.place, s.starts_at, s.ends_at,
                    CASE WHEN {OF_ASKER.format('s')} THEN s.id END
                FROM unnest(teachers, begins, ends) WITH ORDINALITY w(teacher, begins, ends, place)
                JOIN programs_teacher t ON t.id = w.teacher AND {OF_ASKER.format('t')}
                JOIN programs_session s ON s.person_id = t.person_id AND s.state <> 'cancelled'
                    AND tstzrange(s.starts_at, s.ends_at) && tstzrange(w.begins, w.ends)
                    AND s.id <> ALL (besides)
                WHERE w.ends - w.begins <= interval '1 day' ORDER BY 1, 2;
            END
            """,
            ["app_organization", "app_district", "app_city"],
        ),
        migrations.RunSQL(
            f"CREATE INDEX venue_place ON programs_venue (({ROOM.format('')}))",
            "DROP INDEX venue_place",
        ),
        ListedFunction(
            "rooms_shared(wanted bigint)",
            "TABLE (session_id bigint, starts_at timestamptz, ends_at timestamptz)",
            f"""
            DECLARE{ASKER}
            BEGIN
                RETURN QUERY SELECT ours.id, theirs.starts_at, theirs.ends_at
                FROM programs_trainingclass c
                JOIN programs_session ours ON ours.training_class_id = c.id
                    AND ours.state = 'planned' AND ours.mode = 'offline'
                JOIN programs_venue v ON v.id = ours.venue_id
                JOIN programs_venue w ON w.organization_id <> v.organization_id
                    AND {ROOM.format("w.")} = {ROOM.format("v.")}
                JOIN programs_session theirs ON theirs.venue_id = w.id
                    AND theirs.state <> 'cancelled' AND theirs.mode = 'offline'
                    AND tstzrange(theirs.starts_at, theirs.ends_at)
                        && tstzrange(ours.starts_at, ours.ends_at)
                WHERE c.id = wanted AND {OF_ASKER.format("c")}
                ORDER BY 2 LIMIT 20;
            END
            """,
            ["app_organization", "app_district", "app_city"],
        ),
    ]
