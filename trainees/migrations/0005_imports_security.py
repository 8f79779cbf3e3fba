"""Rosters in sets: people matched, made, held and compared by the thousand; and undone."""

from importlib import import_module

from django.db import migrations

from core.tenancy.operations import ListedFunction, TenantForeignKey

EARLIER = import_module("trainees.migrations.0003_lookup_security").Migration.operations
(REGISTER,) = [o for o in EARLIER if isinstance(o, ListedFunction) and o.name == "register_person"]
SEVERAL_KEYS = "IF cardinality(hashes) > 1 THEN"
TOGETHER = f"""{SEVERAL_KEYS}
                    PERFORM pg_advisory_xact_lock_shared(7003);  -- see register_people"""


class Migration(migrations.Migration):
    dependencies = [("trainees", "0004_imports"), ("programs", "0003_seats_security")]

    operations = [
        TenantForeignKey("trainees_enrolment", "roster_id", "trainees_rosterimport"),
        TenantForeignKey("trainees_rosterimport", "corrects_id", "trainees_rosterimport"),
        ListedFunction(
            "match_people(types text[], hashes text[], names text[])",
            "TABLE (place bigint, verdict text, trainee_id bigint, user_id bigint)",
            """
            BEGIN
                RETURN QUERY SELECT w.place,
                    CASE WHEN t.name = w.name THEN 'match' ELSE 'conflict' END,
                    CASE WHEN t.name = w.name THEN t.id END,
                    CASE WHEN t.name = w.name THEN t.user_id END
                FROM unnest(types, hashes, names) WITH ORDINALITY w(kind, hashes, name, place)
                CROSS JOIN unnest(string_to_array(w.hashes, ',')) h(hash)
                JOIN trainees_trainee t ON t.document_type = w.kind AND t.identity_hash = h.hash;
            END
            """,
            ["app_organization"],
        ),
        # match_people took its place; the way back needs something of this name to drop.
        migrations.RunSQL(
            "DROP FUNCTION match_person(text, text, text)",
            "CREATE FUNCTION match_person(text, text, text) RETURNS text LANGUAGE sql"
            " AS 'SELECT NULL::text'",
        ),
        ListedFunction(
            "hold_people(people bigint[])",
            "void",
            """
            BEGIN
                PERFORM FROM trainees_trainee WHERE id = ANY(people) ORDER BY id FOR NO KEY UPDATE;
            END
            """,
            ["app_worker", "app_organization"],
        ),
        ListedFunction(
            "people_overlap(people bigint[], classes bigint[])",
            "TABLE (place bigint)",
            """
            BEGIN
                RETURN QUERY
                WITH pairs AS MATERIALIZED (
                    SELECT w.place, w.wanted, e.training_class_id AS other
                    FROM unnest(people, classes) WITH ORDINALITY w(person, wanted, place)
                    JOIN trainees_enrolment e ON e.trainee_id = w.person
                        AND e.training_class_id <> w.wanted
                        AND e.state IN ('pending', 'confirmed', 'attending')),
                clashes AS (
                    SELECT p.wanted, p.other FROM (SELECT DISTINCT wanted, other FROM pairs) p
                    WHERE EXISTS (SELECT FROM programs_session ours
                        JOIN programs_session theirs ON theirs.training_class_id = p.other
                            AND ours.starts_at < theirs.ends_at
                            AND theirs.starts_at < ours.ends_at
                        WHERE ours.training_class_id = p.wanted
                            AND ours.state <> 'cancelled' AND theirs.state <> 'cancelled'))
                SELECT DISTINCT p.place FROM pairs p JOIN clashes USING (wanted, other);
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            """register_people(types text[], hashes text[], sealed_numbers text[], names text[],
            births date[], sexes text[], sealed_phones text[], phone_hashes text[],
            educations text[], usernames text[], home_district bigint, consent text,
            at timestamptz)""",
            "TABLE (made_for text, trainee_id bigint, user_id bigint)",
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
                RETURN QUERY
                WITH w AS MATERIALIZED (
                    SELECT u.*, split_part(u.hashes, ',', 1) AS hash,
                        split_part(u.phones, ',', 1) AS phone_hash
                    FROM unnest(types, hashes, sealed_numbers, names, births, sexes,
                        sealed_phones, phone_hashes, educations, usernames) WITH ORDINALITY
                        u(kind, hashes, number, name, birth, sex, phone, phones, education,
                            username, place)),
                known AS (
                    SELECT DISTINCT w.place FROM w
                    CROSS JOIN unnest(string_to_array(w.phones, ',')) h(hash)
                    JOIN organizations_user u ON u.phone_hash = h.hash AND u.phone_hash <> ''),
                users AS (
                    INSERT INTO organizations_user (username, name, email, phone_hash, password,
                        language, is_active, date_joined)
                    SELECT w.username, w.name, '',
                        CASE WHEN row_number() OVER (PARTITION BY w.phone_hash ORDER BY w.place) > 1
                            OR known.place IS NOT NULL THEN '' ELSE w.phone_hash END,
                        '!', 'zh-hans', true, at
                    FROM w LEFT JOIN known ON known.place = w.place
                    RETURNING id, username),
                people AS (
                    INSERT INTO trainees_trainee (user_id, name, document_type, identity_number,
                        identity_hash, birth_on, sex, phone, education, district_id,
                        consent_version, consent_at, registered_at)
                    SELECT u.id, w.name, w.kind, w.number, w.hash, w.birth, w.sex, w.phone,
                        w.education, home_district, consent, NULL, at
                    FROM w JOIN users u ON u.username = w.username
                    RETURNING id, trainees_trainee.user_id AS account)
                SELECT u.username::text, p.id, p.account FROM users u
                JOIN people p ON p.account = u.id;
            END
            """,
            ["app_organization"],
        ),
        migrations.RunSQL("DROP FUNCTION register_person", ";\n".join(REGISTER.forwards())),
        ListedFunction(
            REGISTER.signature,
            REGISTER.returns,
            REGISTER.body.replace(SEVERAL_KEYS, TOGETHER),
            REGISTER.roles,
        ),
        ListedFunction(
            "undo_roster(wanted bigint)",
            "TABLE (kind text, amount bigint)",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                made bigint[]; people bigint[]; users bigint[]; link record;
                used bigint;
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
                FOR link IN SELECT conrelid::regclass::text AS name, attname FROM pg_constraint
                    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
                    WHERE contype = 'f' AND confrelid = 'trainees_enrolment'::regclass
                        AND conparentid = 0 GROUP BY 1, 2
                LOOP
                    EXECUTE 'SELECT count(*) FROM ' || link.name || ' WHERE '
                        || quote_ident(link.attname) || ' IN (SELECT unnest($1))' INTO used USING made;
                    IF used > 0 THEN kind := link.name; amount := used; RETURN NEXT; END IF;
                END LOOP;
                SELECT count(*) INTO used FROM trainees_enrolment
                WHERE organization_id = unit AND roster_id = wanted AND (state <> 'confirmed' OR outcome_at IS NOT NULL);
                IF used > 0 THEN kind := 'trainees_enrolment'; amount := used; RETURN NEXT; END IF;
                IF kind IS NOT NULL THEN RETURN; END IF;
                UPDATE programs_trainingclass c SET seats_taken = c.seats_taken - n.seats
                FROM (SELECT training_class_id, count(*) AS seats FROM trainees_enrolment
                    WHERE organization_id = unit AND roster_id = wanted GROUP BY 1) n WHERE c.id = n.training_class_id;
                DELETE FROM trainees_enrolment
                WHERE organization_id = unit AND roster_id = wanted;
                kind := 'enrolments'; amount := cardinality(made); RETURN NEXT;
                -- A person made by the import goes too, unless they or anybody else use the record.
                SELECT array_agg(t.id), array_agg(t.user_id) INTO people, users
                FROM trainees_trainee t JOIN organizations_user u ON u.id = t.user_id
                WHERE t.id = ANY(people) AND t.consent_at IS NULL AND u.password = '!'
                    AND u.last_login IS NULL;
                FOR link IN SELECT conrelid::regclass::text AS name, attname, confrelid::regclass::text AS target
                    FROM pg_constraint
                    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
                    WHERE contype = 'f' AND conparentid = 0
                        AND confrelid IN ('trainees_trainee'::regclass,
                            'organizations_user'::regclass)
                        AND conrelid <> 'trainees_trainee'::regclass GROUP BY 1, 2, 3
                LOOP
                    EXECUTE 'SELECT array_agg(p), array_agg(u) FROM unnest($1, $2) w(p, u)
                        WHERE NOT EXISTS (SELECT FROM ' || link.name || ' WHERE '
                        || quote_ident(link.attname) || ' = '
                        || CASE link.target WHEN 'trainees_trainee' THEN 'p' ELSE 'u' END || ')'
                    INTO people, users USING people, users;
                END LOOP;
                DELETE FROM core_delivery WHERE recipient_id = ANY(users);
                DELETE FROM core_notification WHERE recipient_id = ANY(users);
                DELETE FROM trainees_trainee WHERE id = ANY(people);
                DELETE FROM organizations_user WHERE id = ANY(users);
                kind := 'people'; amount := coalesce(cardinality(people), 0); RETURN NEXT;
            END
            """,
            ["app_organization"],
        ),
    ]
