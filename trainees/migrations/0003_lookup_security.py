"""People looked up, registered, held, enrolled and taken back across tenants, one or a roster.

A hash may come as a list, newest first, while hashes are being re-keyed. What the rows of a roster
name is proven for all of them at once, not row by row (decision 44).
"""

from django.db import migrations

from core.tenancy.operations import ListedFunction


class Migration(migrations.Migration):
    dependencies = [("trainees", "0002_security"), ("programs", "0002_security")]

    operations = [
        ListedFunction(
            """register_person(wanted_type text, wanted_hash text, sealed_number text,
            wanted_name text, wanted_birth date, wanted_sex text, sealed_phone text,
            wanted_phone_hash text, wanted_education text, home_district bigint,
            wanted_username text, consent text, consented_at timestamptz, at timestamptz)""",
            "TABLE (trainee_id bigint, user_id bigint, is_new boolean)",
            """
            DECLARE
                person record; new_user bigint; new_trainee bigint;
                hashes text[] := string_to_array(wanted_hash, ',');
                phones text[] := string_to_array(wanted_phone_hash, ',');
                own text := NULLIF(current_setting('app.district_id', true), '');
            BEGIN
                IF own::bigint <> home_district THEN
                    RAISE insufficient_privilege USING MESSAGE = 'a home in another district';
                END IF;
                IF cardinality(hashes) > 1 THEN
                    PERFORM pg_advisory_xact_lock_shared(7003);  -- see register_people
                    -- two who write under different keys would not meet in the unique constraint
                    PERFORM pg_advisory_xact_lock(hashtextextended(
                        (SELECT min(h COLLATE "C") FROM unnest(hashes) h), 7002));
                END IF;
                -- The number of a record that was put together with another leads to the other.
                SELECT k.id, k.user_id, t.name INTO person FROM trainees_trainee t
                JOIN trainees_trainee k ON k.id = coalesce(t.merged_into_id, t.id)
                WHERE t.document_type = wanted_type AND t.identity_hash = ANY (hashes);
                IF FOUND AND person.name = wanted_name THEN
                    RETURN QUERY SELECT person.id, person.user_id, false; RETURN;
                ELSIF FOUND THEN RETURN;
                END IF;
                INSERT INTO organizations_user (username, name, email, phone_hash, password,
                    language, is_active, date_joined)
                VALUES (wanted_username, wanted_name, '',
                    CASE WHEN EXISTS (SELECT FROM organizations_user WHERE phone_hash = ANY (phones))
                    THEN '' ELSE coalesce(phones[1], '') END, '!', 'zh-hans', true, at)
                RETURNING id INTO new_user;
                INSERT INTO trainees_trainee (user_id, name, document_type, identity_number,
                    identity_hash, birth_on, sex, phone, phone_hash, education, district_id,
                    consent_version, consent_at, registered_at)
                VALUES (new_user, wanted_name, wanted_type, sealed_number, hashes[1],
                    wanted_birth, wanted_sex, sealed_phone, coalesce(phones[1], ''),
                    wanted_education, home_district, consent, consented_at, at)
                RETURNING id INTO new_trainee;
                RETURN QUERY SELECT new_trainee, new_user, true;
            END
            """,
            ["app_organization", "app_district", "app_auth"],
        ),
        ListedFunction(
            # The record of an account that has none; none where the person is known already.
            """register_oneself(wanted_type text, wanted_hash text, sealed_number text,
            wanted_name text, wanted_birth date, wanted_sex text, sealed_phone text,
            wanted_phone_hash text, wanted_education text, home_district bigint, consent text,
            at timestamptz)""",
            "bigint",
            """
            DECLARE
                own bigint := NULLIF(current_setting('app.user_id', true), '')::bigint;
                hashes text[] := string_to_array(wanted_hash, ','); made bigint;
            BEGIN
                IF cardinality(hashes) > 1 THEN
                    PERFORM pg_advisory_xact_lock_shared(7003);  -- as register_person
                    PERFORM pg_advisory_xact_lock(hashtextextended(
                        (SELECT min(h COLLATE "C") FROM unnest(hashes) h), 7002));
                END IF;
                IF EXISTS (SELECT FROM trainees_trainee t WHERE t.user_id = own
                    OR t.document_type = wanted_type AND t.identity_hash = ANY (hashes))
                THEN RETURN NULL; END IF;
                INSERT INTO trainees_trainee (user_id, name, document_type, identity_number,
                    identity_hash, birth_on, sex, phone, phone_hash, education, district_id,
                    consent_version, consent_at, registered_at)
                VALUES (own, wanted_name, wanted_type, sealed_number, hashes[1], wanted_birth,
                    wanted_sex, sealed_phone, split_part(wanted_phone_hash, ',', 1),
                    wanted_education, home_district, consent, at, at)
                RETURNING id INTO made;
                RETURN made;
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            # Of oneself, or of a resident of the own district whose document number was typed.
            "renew_phone(person bigint, numbers text, sealed text, phones text)",
            "text",
            """
            DECLARE
                account bigint; hashes text[] := string_to_array(phones, ',');
            BEGIN
                SELECT t.user_id INTO account FROM trainees_trainee t
                WHERE t.id = person AND (
                    t.user_id = NULLIF(current_setting('app.user_id', true), '')::bigint
                    OR t.district_id = NULLIF(current_setting('app.district_id', true), '')::bigint
                        AND EXISTS (SELECT FROM trainees_trainee d
                            WHERE t.id IN (d.id, d.merged_into_id)
                            AND d.identity_hash = ANY (string_to_array(numbers, ','))))
                FOR NO KEY UPDATE OF t;
                IF NOT FOUND THEN RETURN 'nobody'; END IF;
                -- The closed account of the same person keeps no number from its owner.
                UPDATE organizations_user u SET phone_hash = '' FROM trainees_trainee d
                WHERE d.merged_into_id = person AND u.id = d.user_id
                    AND u.phone_hash = ANY (hashes);
                IF EXISTS (SELECT FROM organizations_user u
                    WHERE u.phone_hash = ANY (hashes) AND u.id <> account)
                THEN RETURN 'taken'; END IF;
                UPDATE trainees_trainee SET phone = sealed, phone_hash = hashes[1]
                WHERE id = person;
                UPDATE trainees_enrolment SET phone = sealed WHERE trainee_id = person
                    AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'attending');
                -- Who works here signs in by the name: a phone is no way into such an account.
                UPDATE organizations_user SET phone_hash = hashes[1] WHERE id = account
                    AND NOT EXISTS (SELECT FROM organizations_membership m
                        WHERE m.user_id = account AND m.state <> 'ended');
                RETURN 'done';
            END
            """,
            ["app_worker", "app_district"],
        ),
        ListedFunction(
            "person_standing(person bigint, wanted bigint, live text[])",
            "TABLE (is_enrolled boolean, busy_with text)",
            """
            BEGIN
                -- of oneself alone
                PERFORM FROM trainees_trainee WHERE id = person
                    AND user_id = NULLIF(current_setting('app.user_id', true), '')::bigint;
                IF NOT FOUND THEN RETURN; END IF;
                RETURN QUERY SELECT
                    EXISTS (SELECT FROM trainees_enrolment e WHERE e.training_class_id = wanted
                        AND e.trainee_id = person AND e.state = ANY(live)),
                    (SELECT c.name || ' ' || c.number FROM trainees_enrolment e
                        JOIN programs_trainingclass c ON c.id = e.training_class_id
                        JOIN programs_session theirs
                            ON theirs.training_class_id = e.training_class_id
                        JOIN programs_session ours ON ours.training_class_id = wanted
                            AND ours.starts_at < theirs.ends_at AND theirs.starts_at < ours.ends_at
                        WHERE e.trainee_id = person AND e.training_class_id <> wanted
                            AND e.state IN ('pending', 'confirmed', 'attending')
                            AND theirs.state <> 'cancelled' AND ours.state <> 'cancelled'
                            AND theirs.makes_up_id IS NULL AND ours.makes_up_id IS NULL
                        LIMIT 1);
            END
            """,
            ["app_worker"],
            by_keys=True,
        ),
        ListedFunction(
            # For the functions below and for the system worker: the newest list of a kind.
            "list_says(wanted text, person bigint, own text, hashes text, on_day date)",
            "TABLE (number text, as_of date, is_on boolean, since date, until date)",
            """
            BEGIN
                RETURN QUERY SELECT l.number::text, l.as_of, e.id IS NOT NULL, e.since, e.until
                FROM (SELECT r.id, r.number, r.as_of FROM trainees_referencelist r
                    WHERE r.kind = wanted ORDER BY r.as_of DESC, r.id DESC LIMIT 1) l
                LEFT JOIN LATERAL (SELECT x.id, x.since, x.until FROM trainees_referenceentry x
                    JOIN (SELECT own AS kind, unnest(string_to_array(hashes, ',')) AS hash
                        -- and with those of the records that were put together with it
                        UNION ALL SELECT d.document_type, d.identity_hash FROM trainees_trainee d
                        WHERE d.merged_into_id = person) d
                        ON d.kind = x.document_type AND d.hash = x.identity_hash
                    WHERE x.reference_list_id = l.id
                        AND coalesce(x.since, '-infinity') <= on_day
                        AND coalesce(x.until, 'infinity') >= on_day
                    ORDER BY x.until DESC NULLS FIRST LIMIT 1) e ON true;
            END
            """,
            [],
        ),
        ListedFunction(
            # For the two below: the kind of document, of oneself alone and with the own number.
            "own_document(person bigint, hashes text)",
            "text",
            """
            BEGIN
                RETURN (SELECT t.document_type FROM trainees_trainee t WHERE t.id = person
                    AND t.user_id = NULLIF(current_setting('app.user_id', true), '')::bigint
                    AND t.identity_hash = ANY (string_to_array(hashes, ',')));
            END
            """,
            [],
        ),
        ListedFunction(
            "person_on_lists(person bigint, hashes text, on_day date)",
            """TABLE (kind text, number text, as_of date, is_on boolean, since date,
            until date)""",
            """
            DECLARE
                own text := own_document(person, hashes);
            BEGIN
                IF own IS NULL THEN RETURN; END IF;
                RETURN QUERY SELECT k.kind::text, s.*
                FROM (SELECT DISTINCT r.kind FROM trainees_referencelist r) k
                CROSS JOIN LATERAL list_says(k.kind, person, own, hashes, on_day) s;
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            "months_insured(person bigint, hashes text, on_day date)",
            "TABLE (number text, as_of date, months integer)",
            """
            DECLARE
                own text := own_document(person, hashes);
            BEGIN
                IF own IS NULL THEN RETURN; END IF;
                RETURN QUERY SELECT l.number::text, l.as_of,
                    (SELECT count(DISTINCT m)::integer FROM trainees_referenceentry x
                    JOIN (SELECT own AS kind, unnest(string_to_array(hashes, ',')) AS hash
                        UNION ALL SELECT d.document_type, d.identity_hash FROM trainees_trainee d
                        WHERE d.merged_into_id = person) d
                        ON d.kind = x.document_type AND d.hash = x.identity_hash
                    CROSS JOIN LATERAL generate_series(date_trunc('month', x.since::timestamp),
                        least(coalesce(x.until, on_day), on_day)::timestamp, '1 month') AS m
                    WHERE x.reference_list_id = l.id)
                FROM (SELECT r.id, r.number, r.as_of FROM trainees_referencelist r
                    WHERE r.kind = 'insured' ORDER BY r.as_of DESC, r.id DESC LIMIT 1) l;
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            # Of who has handed a group in to the own district and waits, and of its list alone.
            "proof_on_list(membership bigint, hashes text, on_day date)",
            "TABLE (number text, as_of date, is_on boolean, since date, until date)",
            """
            DECLARE
                own text; wanted text; person bigint;
            BEGIN
                SELECT t.document_type, g.list_kind, t.id INTO own, wanted, person
                FROM trainees_groupmembership m
                JOIN trainees_trainee t ON t.id = m.trainee_id
                JOIN trainees_keygroup g ON g.id = m.group_id
                WHERE m.id = membership AND m.state = 'submitted' AND t.district_id = m.district_id
                    AND m.district_id
                        = NULLIF(current_setting('app.district_id', true), '')::bigint
                    AND t.identity_hash = ANY (string_to_array(hashes, ','));
                IF NOT FOUND THEN RETURN; END IF;
                RETURN QUERY SELECT * FROM list_says(wanted, person, own, hashes, on_day);
            END
            """,
            ["app_district"],
        ),
        ListedFunction(
            # Whether somebody waits for the seat. Class before enrolment: the order of all locks.
            "give_back_place(wanted bigint)",
            "boolean",
            """
            DECLARE
                own bigint; held text; others integer;
            BEGIN
                SELECT training_class_id INTO own FROM trainees_enrolment WHERE id = wanted;
                PERFORM FROM programs_trainingclass WHERE id = own FOR NO KEY UPDATE;
                SELECT state INTO held FROM trainees_enrolment WHERE id = wanted FOR NO KEY UPDATE;
                UPDATE programs_trainingclass SET
                    waiting = waiting - (held = 'waitlisted')::integer,
                    -- one that was only held comes back even when the class has begun
                    seats_taken = seats_taken - (held = 'offered' OR held IN ('pending', 'confirmed')
                        AND state IN ('approved', 'open', 'cancelled'))::integer
                WHERE id = own RETURNING waiting INTO others;
                RETURN others > 0;
            END
            """,
            ["app_worker", "app_organization", "app_district"],
        ),
        ListedFunction(
            # A seat of one's own class that is running, for who comes late by an exception.
            "take_late_seat(wanted bigint)",
            "boolean",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
            BEGIN
                UPDATE programs_trainingclass SET seats_taken = seats_taken + 1
                WHERE id = wanted AND state = 'running' AND seats_taken + waiting < seats
                    AND (current_setting('role') <> 'app_organization' OR organization_id = unit);
                RETURN FOUND;
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            # Of the person of one's own exception, for the groups its class is for: one word.
            "late_proof(wanted bigint)",
            "text",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
            BEGIN
                RETURN (SELECT CASE
                    WHEN bool_or(m.state IN ('valid', 'expired')
                        AND c.starts_on BETWEEN m.valid_from AND m.valid_until) THEN 'met'
                    WHEN bool_or(m.state IN ('submitted', 'returned')) THEN 'pending'
                    WHEN bool_or(m.state IN ('valid', 'expired')) THEN 'ended'
                    ELSE 'missing' END
                FROM trainees_lateexception late
                JOIN programs_trainingclass c ON c.id = late.training_class_id
                JOIN programs_programme p ON p.id = c.programme_id
                JOIN trainees_groupmembership m ON m.trainee_id = late.trainee_id
                JOIN trainees_keygroup g ON g.id = m.group_id AND g.code = ANY (p.key_groups)
                WHERE late.id = wanted AND (current_setting('role') <> 'app_organization'
                    OR late.organization_id = unit));
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            # Both classes of a transfer of one's own, the lower key first: no two that cross wait
            # for each other for ever.
            "hold_classes_of(wanted bigint)",
            "void",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                person bigint := NULLIF(current_setting('app.user_id', true), '')::bigint;
            BEGIN
                PERFORM FROM programs_trainingclass c WHERE c.id IN (
                    SELECT unnest(ARRAY[e.training_class_id, t.target_id])
                    FROM trainees_transfer t JOIN trainees_enrolment e ON e.id = t.enrolment_id
                    WHERE t.id = wanted AND CASE current_setting('role')
                        WHEN 'app_organization' THEN t.organization_id = unit
                        WHEN 'app_worker' THEN t.trainee_user_id = person ELSE true END)
                    ORDER BY c.id FOR NO KEY UPDATE;
            END
            """,
            ["app_worker", "app_organization"],
        ),
        ListedFunction(
            # Of oneself, or of somebody enrolled in a class of one's own: busy with a third class.
            "transfer_overlaps(wanted bigint, target bigint)",
            "boolean",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                person bigint := NULLIF(current_setting('app.user_id', true), '')::bigint;
            BEGIN
                RETURN EXISTS (SELECT FROM trainees_enrolment own
                    JOIN trainees_enrolment e ON e.trainee_id = own.trainee_id
                        AND e.training_class_id NOT IN (own.training_class_id, target)
                        AND e.state IN ('pending', 'confirmed', 'attending')
                    JOIN programs_session theirs ON theirs.training_class_id = e.training_class_id
                    JOIN programs_session ours ON ours.training_class_id = target
                        AND ours.starts_at < theirs.ends_at AND theirs.starts_at < ours.ends_at
                    WHERE own.id = wanted AND CASE current_setting('role')
                        WHEN 'app_organization' THEN own.organization_id = unit
                        WHEN 'app_worker' THEN own.trainee_user_id = person ELSE true END
                        AND theirs.state <> 'cancelled' AND ours.state <> 'cancelled'
                        AND theirs.makes_up_id IS NULL AND ours.makes_up_id IS NULL);
            END
            """,
            ["app_worker", "app_organization"],
        ),
        ListedFunction(
            # Who waits sees the own place, not the others.
            "waiting_position(wanted bigint)",
            "integer",
            """
            BEGIN
                RETURN (SELECT count(*) FROM trainees_enrolment own
                    JOIN trainees_enrolment e ON e.training_class_id = own.training_class_id
                        AND e.state = 'waitlisted'
                        AND (e.goes_first > own.goes_first
                            OR e.goes_first = own.goes_first AND e.id <= own.id)
                    WHERE own.id = wanted AND own.state = 'waitlisted');
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            "match_people(types text[], hashes text[], names text[])",
            "TABLE (place bigint, verdict text, trainee_id bigint, user_id bigint)",
            """
            BEGIN
                RETURN QUERY SELECT w.place,
                    CASE WHEN t.name = w.name THEN 'match' ELSE 'conflict' END,
                    CASE WHEN t.name = w.name THEN coalesce(k.id, t.id) END,
                    CASE WHEN t.name = w.name THEN coalesce(k.user_id, t.user_id) END
                FROM unnest(types, hashes, names) WITH ORDINALITY w(kind, hashes, name, place)
                CROSS JOIN unnest(string_to_array(w.hashes, ',')) h(hash)
                JOIN trainees_trainee t ON t.document_type = w.kind AND t.identity_hash = h.hash
                -- whoever was put together with another record is that one now
                LEFT JOIN trainees_trainee k ON k.id = t.merged_into_id;
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            # What the holder of a link reads before signing in.
            "guardianship_by_token(wanted text, on_day date)",
            "TABLE (ward text, due date)",
            """
            BEGIN
                RETURN QUERY SELECT g.masked_name::text, g.due_on FROM trainees_guardianship g
                WHERE g.token_hash = wanted AND g.state = 'invited' AND g.due_on >= on_day;
            END
            """,
            ["app_auth"],
        ),
        ListedFunction(
            # The open request becomes that of the acting person, who then answers it.
            "take_up_guardianship(wanted text, on_day date)",
            "bigint",
            """
            DECLARE
                account bigint := NULLIF(current_setting('app.user_id', true), '')::bigint;
                taken bigint;
            BEGIN
                UPDATE trainees_guardianship g SET guardian_id = t.id, guardian_user_id = account
                FROM trainees_trainee t
                WHERE t.user_id = account AND g.token_hash = wanted AND g.state = 'invited'
                    AND g.due_on >= on_day AND g.trainee_user_id <> account
                RETURNING g.id INTO taken;
                RETURN taken;
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            # Of a ward of the acting person, while the consent stands: what, where, when, no more.
            "classes_of_ward(wanted bigint)",
            """TABLE (enrolment bigint, state text, class_name text, class_number text,
            institution text, place text, starts_on date, ends_on date, next_at timestamptz)""",
            """
            DECLARE
                account bigint := NULLIF(current_setting('app.user_id', true), '')::bigint;
            BEGIN
                RETURN QUERY SELECT e.id, e.state::text, c.name::text, c.number::text,
                    o.name::text, concat_ws(' · ', v.name, v.address), c.starts_on, c.ends_on,
                    CASE WHEN e.state IN ('pending', 'confirmed', 'attending') THEN (
                        SELECT min(s.starts_at) FROM programs_session s
                        WHERE s.training_class_id = c.id AND s.state = 'planned'
                            AND s.makes_up_id IS NULL) END
                FROM trainees_guardianship g
                JOIN trainees_enrolment e ON e.trainee_user_id = g.trainee_user_id
                JOIN programs_trainingclass c ON c.id = e.training_class_id
                JOIN organizations_organization o ON o.id = c.organization_id
                LEFT JOIN programs_venue v ON v.id = c.venue_id
                WHERE g.id = wanted AND g.guardian_user_id = account AND g.state = 'consented'
                ORDER BY c.starts_on DESC, e.id DESC;
            END
            """,
            ["app_worker"],
        ),
        ListedFunction(
            # Yes or no for the minors of a roster: never who agreed, nor in which way.
            "minors_agreed(people bigint[])",
            "TABLE (person bigint)",
            """
            BEGIN
                RETURN QUERY SELECT p.id FROM unnest(people) p(id)
                WHERE EXISTS (SELECT FROM trainees_guardianship g
                        WHERE g.trainee_id = p.id AND g.state = 'consented')
                    OR EXISTS (SELECT FROM trainees_incomestatement s
                        WHERE s.trainee_id = p.id AND s.state = 'stated');
            END
            """,
            ["app_organization"],
        ),
        ListedFunction(
            # A number for risk check R06: how many, never who.
            "persons_with_account(wanted bigint)",
            "integer",
            """
            BEGIN
                RETURN (SELECT count(DISTINCT b.trainee_id) FROM trainees_bankaccount own
                    JOIN trainees_bankaccount b ON b.number_hash = own.number_hash
                        AND (b.id = own.id OR b.state = 'in_use')
                    WHERE own.id = wanted);
            END
            """,
            ["app_district", "app_city"],
        ),
        ListedFunction(
            # Accounts a roster names, to be confirmed by the people it has enrolled; asked for all
            # of them at once. Whoever has stated or confirmed one is left alone.
            """state_accounts(wanted bigint, people bigint[], numbers text[], hashes text[],
            banks text[], at timestamptz)""",
            "void",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
            BEGIN
                -- The people are held, and each is looked for in an enrolment of this very roster.
                PERFORM FROM trainees_trainee WHERE id = ANY(people) ORDER BY id FOR KEY SHARE;
                INSERT INTO trainees_bankaccount (trainee_id, trainee_user_id, district_id,
                    account_type, number, number_hash, holder_name, bank, source, roster_id, state,
                    stated_at, name_check, checked_in)
                SELECT DISTINCT ON (w.person) t.id, t.user_id, t.district_id, 'personal_card',
                    w.number, split_part(w.hash, ',', 1), t.name, w.bank, 'roster', wanted,
                    'stated', at, 'not_checked', ''
                FROM unnest(people, numbers, hashes, banks) WITH ORDINALITY
                    w(person, number, hash, bank, place)
                JOIN trainees_trainee t ON t.id = w.person
                WHERE EXISTS (SELECT FROM trainees_enrolment e WHERE e.organization_id = unit
                        AND e.roster_id = wanted AND e.trainee_id = w.person)
                    AND NOT EXISTS (SELECT FROM trainees_bankaccount b
                        WHERE b.trainee_id = w.person AND b.state IN ('stated', 'in_use'))
                ORDER BY w.person, w.place;
            END
            """,
            ["app_organization"],
            proves_sets=True,
        ),
        ListedFunction(
            "hold_people(people bigint[])",
            "void",
            """
            BEGIN
                PERFORM FROM trainees_trainee WHERE id = ANY(people) ORDER BY id FOR NO KEY UPDATE;
            END
            """,
            ["app_organization"],
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
                            AND ours.state <> 'cancelled' AND theirs.state <> 'cancelled'
                            AND ours.makes_up_id IS NULL AND theirs.makes_up_id IS NULL))
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
            "TABLE (place bigint, trainee_id bigint, user_id bigint)",
            """
            BEGIN
                PERFORM FROM organizations_district WHERE id = home_district FOR KEY SHARE;
                IF NOT FOUND THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such home district';
                END IF;
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
                taken AS MATERIALIZED (
                    SELECT w.place FROM w CROSS JOIN unnest(string_to_array(w.phones, ',')) h(hash)
                    JOIN organizations_user u ON u.phone_hash = h.hash AND u.phone_hash <> ''),
                free AS (
                    SELECT DISTINCT ON (w.phone_hash COLLATE "C") w.place FROM w
                    WHERE NOT EXISTS (SELECT FROM taken t WHERE t.place = w.place)
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
                        identity_hash, birth_on, sex, phone, phone_hash, education, district_id,
                        consent_version, consent_at, registered_at)
                    SELECT w.person, w.account, w.name, w.kind, w.number, w.hash, w.birth, w.sex,
                        w.phone, w.phone_hash, w.education, home_district, consent, NULL, at
                    FROM w)
                SELECT w.place, w.person, w.account FROM w;
            END
            """,
            ["app_organization"],
            proves_sets=True,
        ),
        ListedFunction(
            """enrol_people(wanted bigint, classes bigint[], people bigint[], accounts bigint[],
            names text[], masked text[], sealed_phones text[], educations text[],
            key_groups bigint[], remarks text[], at timestamptz)""",
            "void",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                held bigint;
            BEGIN
                -- Whatever the new rows name is held, and then looked for in one query each.
                PERFORM FROM trainees_rosterimport
                WHERE id = wanted AND organization_id = unit AND state = 'checked' FOR KEY SHARE;
                IF NOT FOUND THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such roster of this unit';
                END IF;
                PERFORM FROM programs_trainingclass
                WHERE id IN (SELECT unnest(classes)) AND organization_id = unit FOR KEY SHARE;
                GET DIAGNOSTICS held = ROW_COUNT;
                IF held <> (SELECT count(DISTINCT id) FROM unnest(classes) id) THEN
                    RAISE foreign_key_violation USING MESSAGE = 'a class of another unit';
                END IF;
                PERFORM FROM trainees_keygroup WHERE id IN (SELECT unnest(key_groups)) FOR KEY SHARE;
                GET DIAGNOSTICS held = ROW_COUNT;
                IF held <> (SELECT count(DISTINCT id) FROM unnest(key_groups) id) THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such key group';
                END IF;
                -- Who was made in this transaction is seen by nobody else and need not be held.
                PERFORM FROM trainees_trainee WHERE id IN (SELECT unnest(people))
                    AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR KEY SHARE;
                IF EXISTS (SELECT FROM unnest(people, accounts) w(person, account)
                    LEFT JOIN trainees_trainee t ON t.id = w.person AND t.user_id = w.account
                        AND t.merged_into_id IS NULL
                    WHERE t.id IS NULL)
                THEN RAISE foreign_key_violation USING MESSAGE = 'no such person, or another account';
                END IF;
                INSERT INTO trainees_enrolment (training_class_id, organization_id, district_id,
                    trainee_id, trainee_user_id, name, masked_identity, phone, education,
                    key_group_id, remark, source, roster_id, state, enrolled_at, outcome_code,
                    threshold_clause)
                SELECT w.class, c.organization_id, c.district_id, w.person, w.account, w.name,
                    w.masked, w.phone, w.education, w.key_group, w.remark, 'roster', wanted,
                    -- A programme that names its groups is for them: the proof is looked at first.
                    CASE WHEN p.key_groups = '{}' THEN 'confirmed' ELSE 'pending' END, at, '', ''
                FROM unnest(classes, people, accounts, names, masked, sealed_phones, educations,
                    key_groups, remarks) WITH ORDINALITY
                    w(class, person, account, name, masked, phone, education, key_group, remark,
                        place)
                JOIN programs_trainingclass c ON c.id = w.class AND c.organization_id = unit
                JOIN programs_programme p ON p.id = c.programme_id
                ORDER BY w.place;
            END
            """,
            ["app_organization"],
            proves_sets=True,
        ),
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
                DELETE FROM trainees_bankaccount WHERE roster_id = wanted AND state = 'stated';
                kind := 'enrolments'; amount := cardinality(made); RETURN NEXT;
                -- Who names one of these people from now on waits, and finds them gone or is found.
                PERFORM FROM trainees_trainee t JOIN organizations_user u ON u.id = t.user_id
                WHERE t.id = ANY(people) ORDER BY t.id FOR UPDATE;
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
            proves_sets=True,
        ),
    ]
