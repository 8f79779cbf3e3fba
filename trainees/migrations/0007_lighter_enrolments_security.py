"""Enrolments proven by pairs of columns; people registered and taken back in fewer steps."""

from importlib import import_module

from django.db import migrations

from core.tenancy.operations import ListedFunction

EARLIER = import_module("trainees.migrations.0005_imports_security").Migration.operations
PAIR = """ALTER TABLE trainees_enrolment ADD CONSTRAINT trainees_enrolment_trainee_account
    FOREIGN KEY (trainee_id, trainee_user_id) REFERENCES trainees_trainee (id, user_id)
    DEFERRABLE INITIALLY DEFERRED"""


def dropped(name: str):
    """Drop a listed function; the way back makes it as it was."""
    (earlier,) = [o for o in EARLIER if isinstance(o, ListedFunction) and o.name == name]
    return migrations.RunSQL(f"DROP FUNCTION {name}", ";\n".join(earlier.forwards()))


class Migration(migrations.Migration):
    dependencies = [("trainees", "0006_lighter_enrolments")]

    operations = [
        migrations.RunSQL(
            PAIR, "ALTER TABLE trainees_enrolment DROP CONSTRAINT trainees_enrolment_trainee_account"
        ),
        dropped("register_people"),
        ListedFunction(
            """register_people(types text[], hashes text[], sealed_numbers text[], names text[],
            births date[], sexes text[], sealed_phones text[], phone_hashes text[],
            educations text[], usernames text[], home_district bigint, consent text,
            at timestamptz)""",
            "TABLE (place bigint, trainee_id bigint, user_id bigint)",
            """
            BEGIN
                -- Hashes and phones come as lists, the one that is written first, while hashes are
                -- being re-keyed: then two who write under different keys would not meet in the
                -- unique constraint. A lock for each of 100,000 people is more than there are, so
                -- a set keeps everybody else who registers waiting, and looks again.
                IF strpos(hashes[1], ',') > 0 THEN
                    PERFORM pg_advisory_xact_lock(7003);
                    IF EXISTS (SELECT FROM unnest(types, hashes) w(kind, hashes)
                        CROSS JOIN unnest(string_to_array(w.hashes, ',')) h(hash)
                        JOIN trainees_trainee t ON t.document_type = w.kind
                            AND t.identity_hash = h.hash)
                    THEN RAISE unique_violation USING MESSAGE = 'a person was registered meanwhile';
                    END IF;
                END IF;
                -- The keys are drawn first, so that no row has to be found again.
                RETURN QUERY
                WITH w AS MATERIALIZED (
                    SELECT u.*, nextval('organizations_user_id_seq') AS account,
                        nextval('trainees_trainee_id_seq') AS person,
                        split_part(u.hashes, ',', 1) AS hash,
                        split_part(u.phones, ',', 1) AS phone_hash
                    FROM unnest(types, hashes, sealed_numbers, names, births, sexes,
                        sealed_phones, phone_hashes, educations, usernames) WITH ORDINALITY
                        u(kind, hashes, number, name, birth, sex, phone, phones, education,
                            username, place)),
                -- A phone belongs to the account that has it; of several new ones to the first.
                free AS (
                    SELECT DISTINCT ON (w.phone_hash COLLATE "C") w.place FROM w
                    WHERE NOT EXISTS (SELECT FROM unnest(string_to_array(w.phones, ',')) h(hash)
                        JOIN organizations_user u
                            ON u.phone_hash = h.hash AND u.phone_hash <> '')
                    ORDER BY w.phone_hash COLLATE "C", w.place),
                users AS (
                    INSERT INTO organizations_user (id, username, name, email, phone_hash, password,
                        language, is_active, date_joined)
                    SELECT w.account, w.username, w.name, '',
                        CASE WHEN free.place IS NULL THEN '' ELSE w.phone_hash END,
                        '!', 'zh-hans', true, at
                    FROM w LEFT JOIN free ON free.place = w.place),
                people AS (
                    INSERT INTO trainees_trainee (id, user_id, name, document_type, identity_number,
                        identity_hash, birth_on, sex, phone, education, district_id,
                        consent_version, consent_at, registered_at)
                    SELECT w.person, w.account, w.name, w.kind, w.number, w.hash, w.birth, w.sex,
                        w.phone, w.education, home_district, consent, NULL, at
                    FROM w)
                SELECT w.place, w.person, w.account FROM w;
            END
            """,
            ["app_organization"],
        ),
        dropped("undo_roster"),
        ListedFunction(
            "undo_roster(wanted bigint)",
            "TABLE (kind text, amount bigint)",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                made bigint[]; people bigint[]; users bigint[]; hit bigint[]; link record;
            BEGIN
                SELECT new_people INTO people FROM trainees_rosterimport
                WHERE id = wanted AND organization_id = unit AND state = 'imported' FOR UPDATE;
                IF NOT FOUND THEN RETURN; END IF;
                PERFORM FROM programs_trainingclass WHERE id IN (SELECT training_class_id
                    FROM trainees_enrolment WHERE organization_id = unit AND roster_id = wanted)
                    ORDER BY id FOR UPDATE;
                SELECT array_agg(e.id) INTO made FROM (SELECT id FROM trainees_enrolment
                    WHERE organization_id = unit AND roster_id = wanted
                    ORDER BY id FOR UPDATE) e;
                -- Whatever names one of these enrolments depends on the import.
                FOR link IN SELECT DISTINCT conrelid::regclass AS name, own.attname
                    FROM pg_constraint CROSS JOIN unnest(conkey, confkey) k(own, their)
                    JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = k.own
                    JOIN pg_attribute their ON their.attrelid = confrelid
                        AND their.attnum = k.their AND their.attname = 'id'
                    WHERE contype = 'f' AND conparentid = 0
                        AND confrelid = 'trainees_enrolment'::regclass
                LOOP
                    EXECUTE format('SELECT count(*) FROM %s d JOIN unnest($1) m(id) ON m.id = d.%I',
                        link.name, link.attname) INTO amount USING made;
                    IF amount > 0 THEN kind := link.name; RETURN NEXT; END IF;
                END LOOP;
                SELECT count(*) INTO amount FROM trainees_enrolment
                WHERE organization_id = unit AND roster_id = wanted
                    AND (state <> 'confirmed' OR outcome_at IS NOT NULL);
                IF amount > 0 THEN kind := 'trainees_enrolment'; RETURN NEXT; END IF;
                IF kind IS NOT NULL THEN RETURN; END IF;
                -- With figures from before the import the planner takes one row for an organization
                -- and looks every enrolment up by it: the square of the number of rows.
                ANALYZE trainees_enrolment;
                UPDATE programs_trainingclass c SET seats_taken = c.seats_taken - n.seats
                FROM (SELECT training_class_id, count(*) AS seats FROM trainees_enrolment
                    WHERE organization_id = unit AND roster_id = wanted GROUP BY 1) n
                WHERE c.id = n.training_class_id;
                DELETE FROM trainees_enrolment
                WHERE organization_id = unit AND roster_id = wanted;
                kind := 'enrolments'; amount := cardinality(made); RETURN NEXT;
                -- A person made by the import goes too, unless they or anybody else use the record.
                SELECT array_agg(t.id), array_agg(t.user_id) INTO people, users
                FROM unnest(people) m(id) JOIN trainees_trainee t ON t.id = m.id
                JOIN organizations_user u ON u.id = t.user_id
                WHERE t.consent_at IS NULL AND u.password = '!' AND u.last_login IS NULL;
                -- Each table that names people is asked once who of all of them stands in it.
                FOR link IN SELECT DISTINCT conrelid::regclass AS name, own.attname,
                        confrelid = 'trainees_trainee'::regclass AS is_person
                    FROM pg_constraint CROSS JOIN unnest(conkey, confkey) k(own, their)
                    JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = k.own
                    JOIN pg_attribute their ON their.attrelid = confrelid
                        AND their.attnum = k.their AND their.attname = 'id'
                    WHERE contype = 'f' AND conparentid = 0
                        AND confrelid IN ('trainees_trainee'::regclass,
                            'organizations_user'::regclass)
                        AND conrelid <> 'trainees_trainee'::regclass
                LOOP
                    EXECUTE format('SELECT array_agg(m.id) FROM unnest($1) m(id)
                        WHERE EXISTS (SELECT FROM %s d WHERE d.%I = m.id)', link.name, link.attname)
                    INTO hit USING CASE WHEN link.is_person THEN people ELSE users END;
                    IF hit IS NOT NULL THEN
                        SELECT array_agg(m.person), array_agg(m.account) INTO people, users
                        FROM unnest(people, users) m(person, account)
                        WHERE CASE WHEN link.is_person THEN m.person ELSE m.account END <> ALL(hit);
                    END IF;
                END LOOP;
                DELETE FROM core_delivery d USING unnest(users) m(id) WHERE d.recipient_id = m.id;
                DELETE FROM core_notification n USING unnest(users) m(id)
                WHERE n.recipient_id = m.id;
                DELETE FROM trainees_trainee t USING unnest(people) m(id) WHERE t.id = m.id;
                DELETE FROM organizations_user u USING unnest(users) m(id) WHERE u.id = m.id;
                kind := 'people'; amount := coalesce(cardinality(people), 0); RETURN NEXT;
            END
            """,
            ["app_organization"],
        ),
    ]
