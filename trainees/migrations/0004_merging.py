"""Two records of one person: compared, merged and undone across tenants.

What moves is read from the catalogue, so that no table of a higher app can be forgotten: whatever
names a person by `trainee_user_id` and may be updated at all. What is append-only stays.
"""

from django.db import migrations

from core.tenancy.operations import ListedFunction
from trainees.operations import StandsWithTheKept

OWN_DISTRICT = "NULLIF(current_setting('app.district_id', true), '')::bigint"
# Separation of duties (SD33, SD34); the demo is laid out by the owner, who is no person.
BY_ANOTHER = """(current_setting('role') <> 'app_city'
                OR {0} <> NULLIF(current_setting('app.user_id', true), '')::bigint)"""

HELPERS = f"""
CREATE FUNCTION tables_of_people() RETURNS TABLE (name regclass, key_type text, has_trainee boolean)
LANGUAGE sql STABLE AS $$
    SELECT c.oid::regclass, format_type(k.atttypid, NULL), EXISTS (SELECT FROM pg_attribute t
        WHERE t.attrelid = c.oid AND t.attname = 'trainee_id' AND NOT t.attisdropped)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'trainee_user_id'
    JOIN pg_attribute k ON k.attrelid = c.oid AND k.attname = 'id'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
        AND has_table_privilege('app_system', c.oid, 'UPDATE')
        AND EXISTS (SELECT FROM pg_constraint f
            WHERE f.contype = 'f' AND f.conrelid = c.oid AND a.attnum = ANY (f.conkey))
    ORDER BY c.relname
$$;
-- (child, column, parent) of whatever a record of a person hangs on: another record, or a file.
CREATE FUNCTION links_of_people() RETURNS TABLE (child regclass, col name, parent regclass)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT f.conrelid::regclass, own.attname, f.confrelid::regclass
    FROM pg_constraint f CROSS JOIN unnest(f.conkey, f.confkey) k(own, their)
    JOIN pg_attribute own ON own.attrelid = f.conrelid AND own.attnum = k.own
    JOIN pg_attribute their ON their.attrelid = f.confrelid AND their.attnum = k.their
        AND their.attname = 'id'
    WHERE f.contype = 'f' AND f.conrelid IN (SELECT t.name FROM tables_of_people() t)
        AND (f.confrelid IN (SELECT t.name FROM tables_of_people() t)
            OR f.confrelid = 'core_storedfile'::regclass)
    ORDER BY 1, 2
$$;
CREATE FUNCTION are_alike(a trainees_trainee, b trainees_trainee) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT a.name = b.name AND a.birth_on = b.birth_on AND a.sex = b.sex
        OR a.phone_hash <> '' AND a.phone_hash = b.phone_hash
$$;
-- The city compares whom it likes. A district needs one of its own, and of somebody who lives
-- elsewhere a reason: what both say, the number on a document in hand, or a merge it proposed.
CREATE FUNCTION may_compare(one bigint, other bigint, numbers text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT current_setting('role') <> 'app_district' OR EXISTS (
        SELECT FROM trainees_trainee a JOIN trainees_trainee b ON b.id = other
        WHERE a.id = one AND (
            a.district_id = {OWN_DISTRICT} AND (b.district_id = {OWN_DISTRICT}
                OR are_alike(a, b) OR b.identity_hash = ANY (string_to_array(numbers, ',')))
            OR b.district_id = {OWN_DISTRICT}
                AND (are_alike(a, b) OR a.identity_hash = ANY (string_to_array(numbers, ',')))
            OR EXISTS (SELECT FROM trainees_personmerge m WHERE m.district_id = {OWN_DISTRICT}
                AND one IN (m.kept_id, m.merged_id) AND other IN (m.kept_id, m.merged_id))))
$$;
REVOKE ALL ON FUNCTION tables_of_people(), links_of_people(),
    are_alike(trainees_trainee, trainees_trainee), may_compare(bigint, bigint, text) FROM PUBLIC;
"""
NO_HELPERS = """
DROP FUNCTION may_compare(bigint, bigint, text);
DROP FUNCTION are_alike(trainees_trainee, trainees_trainee);
DROP FUNCTION links_of_people();
DROP FUNCTION tables_of_people();
"""

COMPARE = [
    ListedFunction(
        # Pairs that may well be one person; of one record, or of a whole district.
        "alike_people(person bigint)",
        "TABLE (one bigint, other bigint, reasons text[])",
        f"""
        BEGIN
            RETURN QUERY
            WITH own AS (SELECT t.id, t.name, t.birth_on, t.sex, t.phone_hash
                FROM trainees_trainee t WHERE t.merged_into_id IS NULL
                AND (person IS NULL OR t.id = person)
                AND (current_setting('role') <> 'app_district' OR t.district_id = {OWN_DISTRICT})),
            pairs AS (
                SELECT least(o.id, t.id) AS one, greatest(o.id, t.id) AS other, 'name' AS why
                FROM own o JOIN trainees_trainee t ON t.birth_on = o.birth_on AND t.name = o.name
                    AND t.sex = o.sex AND t.id <> o.id AND t.merged_into_id IS NULL
                UNION
                SELECT least(o.id, t.id), greatest(o.id, t.id), 'phone'
                FROM own o JOIN trainees_trainee t ON t.phone_hash = o.phone_hash
                    AND t.phone_hash <> '' AND t.id <> o.id AND t.merged_into_id IS NULL)
            SELECT p.one, p.other, array_agg(p.why ORDER BY p.why) FROM pairs p
            WHERE NOT EXISTS (SELECT FROM trainees_personmerge m WHERE m.state <> 'withdrawn'
                AND p.one IN (m.kept_id, m.merged_id) AND p.other IN (m.kept_id, m.merged_id))
            GROUP BY p.one, p.other ORDER BY count(*) DESC, p.other DESC, p.one DESC LIMIT 200;
        END
        """,
        ["app_district", "app_city"],
    ),
    ListedFunction(
        # The record of whoever shows this document, or the one it was put together with.
        "person_by_document(kind text, numbers text)",
        "bigint",
        """
        BEGIN
            RETURN (SELECT coalesce(t.merged_into_id, t.id) FROM trainees_trainee t
                WHERE t.document_type = kind
                    AND t.identity_hash = ANY (string_to_array(numbers, ',')));
        END
        """,
        ["app_district", "app_city"],
    ),
    ListedFunction(
        "compared_people(ones bigint[], others bigint[], numbers text)",
        """TABLE (id bigint, user_id bigint, name text, document_type text, identity_number text,
        birth_on date, sex text, phone text, district_id bigint, registered_at timestamptz,
        is_used boolean)""",
        """
        BEGIN
            RETURN QUERY SELECT DISTINCT t.id, t.user_id, t.name::text, t.document_type::text,
                t.identity_number, t.birth_on, t.sex::text, t.phone, t.district_id,
                t.registered_at, u.password <> '!'
            FROM unnest(ones, others) p(one, other)
            JOIN trainees_trainee t ON t.id IN (p.one, p.other) AND t.merged_into_id IS NULL
            JOIN organizations_user u ON u.id = t.user_id
            WHERE may_compare(p.one, p.other, numbers);
        END
        """,
        ["app_district", "app_city"],
    ),
    ListedFunction(
        "records_of_two(one bigint, other bigint, numbers text)",
        "TABLE (table_name text, of_one bigint, of_other bigint)",
        """
        DECLARE
            t record; first bigint; second bigint;
        BEGIN
            IF NOT may_compare(one, other, numbers) THEN RETURN; END IF;
            SELECT user_id INTO first FROM trainees_trainee WHERE id = one;
            SELECT user_id INTO second FROM trainees_trainee WHERE id = other;
            FOR t IN SELECT * FROM tables_of_people() LOOP
                EXECUTE format('SELECT count(*) FILTER (WHERE trainee_user_id = $1),
                    count(*) FILTER (WHERE trainee_user_id = $2) FROM %s
                    WHERE trainee_user_id IN ($1, $2)', t.name)
                INTO of_one, of_other USING first, second;
                table_name := t.name; RETURN NEXT;
            END LOOP;
        END
        """,
        ["app_district", "app_city"],
    ),
    ListedFunction(
        # What the records of this app hold that cannot be one person's; higher apps have their own.
        "training_conflicts(keeps bigint, moves bigint, numbers text)",
        "TABLE (code text, detail text)",
        """
        DECLARE
            busy text[] := ARRAY['pending', 'confirmed', 'attending'];
            live text[] := ARRAY['pending', 'waitlisted', 'offered', 'confirmed', 'attending',
                'completed', 'failed'];
        BEGIN
            IF NOT may_compare(keeps, moves, numbers) THEN RETURN; END IF;
            RETURN QUERY
            SELECT 'gone', ''::text FROM trainees_trainee t
            WHERE t.id IN (keeps, moves) AND t.merged_into_id IS NOT NULL
            UNION ALL
            SELECT 'open_merge', m.number::text FROM trainees_personmerge m
            WHERE m.state = 'merged' AND m.kept_id = moves
            UNION ALL
            SELECT 'account', ''::text FROM trainees_trainee t WHERE t.id = moves
                AND EXISTS (SELECT FROM organizations_membership s
                    WHERE s.user_id = t.user_id AND s.state <> 'ended')
            UNION ALL
            SELECT 'same_class', c.number::text FROM trainees_enrolment a
            JOIN trainees_enrolment b ON b.training_class_id = a.training_class_id
                AND b.trainee_id = moves AND b.state = ANY (live)
            JOIN programs_trainingclass c ON c.id = a.training_class_id
            WHERE a.trainee_id = keeps AND a.state = ANY (live)
            UNION ALL
            SELECT DISTINCT 'overlap', concat(c.number, ' / ', d.number)
            FROM trainees_enrolment a
            JOIN trainees_enrolment b ON b.training_class_id <> a.training_class_id
                AND b.trainee_id = moves AND b.state = ANY (busy)
            JOIN programs_session ours ON ours.training_class_id = a.training_class_id
                AND ours.state <> 'cancelled' AND ours.makes_up_id IS NULL
            JOIN programs_session theirs ON theirs.training_class_id = b.training_class_id
                AND theirs.state <> 'cancelled' AND theirs.makes_up_id IS NULL
                AND ours.starts_at < theirs.ends_at AND theirs.starts_at < ours.ends_at
            JOIN programs_trainingclass c ON c.id = a.training_class_id
            JOIN programs_trainingclass d ON d.id = b.training_class_id
            WHERE a.trainee_id = keeps AND a.state = ANY (busy)
            UNION ALL
            SELECT 'vouchers', concat(a.number, ' / ', b.number) FROM trainees_voucher a
            JOIN trainees_voucher b ON b.trainee_id = moves
                AND b.state IN ('issued', 'claimed', 'held', 'verified')
            WHERE a.trainee_id = keeps AND a.state IN ('issued', 'claimed', 'held', 'verified')
            UNION ALL
            -- without its name: a group may be sensitive
            SELECT 'group', concat(a.number, ' / ', b.number) FROM trainees_groupmembership a
            JOIN trainees_groupmembership b ON b.trainee_id = moves AND b.group_id = a.group_id
                AND b.state IN ('submitted', 'returned', 'valid')
            WHERE a.trainee_id = keeps AND a.state IN ('submitted', 'returned', 'valid')
            UNION ALL
            SELECT 'employment', o.number::text FROM trainees_employment a
            JOIN trainees_employment b ON b.trainee_id = moves AND b.state <> 'voided'
                AND b.organization_id = a.organization_id
                AND daterange(a.since, a.until, '[]') && daterange(b.since, b.until, '[]')
            JOIN organizations_organization o ON o.id = a.organization_id
            WHERE a.trainee_id = keeps AND a.state <> 'voided'
            UNION ALL
            SELECT 'business', concat(a.number, ' / ', b.number) FROM trainees_startup a
            JOIN trainees_startup b ON b.uscc = a.uscc AND b.state = 'linked'
            JOIN trainees_trainee k ON k.id = keeps AND k.user_id = a.trainee_user_id
            JOIN trainees_trainee m ON m.id = moves AND m.user_id = b.trainee_user_id
            WHERE a.state = 'linked'
            UNION ALL
            SELECT 'late', concat(a.number, ' / ', b.number) FROM trainees_lateexception a
            JOIN trainees_lateexception b ON b.trainee_id = moves
                AND b.training_class_id = a.training_class_id
                AND b.state IN ('requested', 'granted')
            WHERE a.trainee_id = keeps AND a.state IN ('requested', 'granted')
            UNION ALL
            SELECT 'accounts', a.bank::text FROM trainees_bankaccount a
            JOIN trainees_bankaccount b ON b.trainee_id = moves AND b.state = a.state
            WHERE a.trainee_id = keeps AND a.state <> 'ended'
            UNION ALL
            SELECT 'guardians', concat(a.number, ' / ', b.number) FROM trainees_guardianship a
            JOIN trainees_guardianship b ON b.trainee_id = moves AND b.state = a.state
                AND (a.state = 'invited' OR b.guardian_id = a.guardian_id)
            WHERE a.trainee_id = keeps AND a.state IN ('invited', 'consented')
            UNION ALL
            SELECT 'incomes', concat(a.number, ' / ', b.number) FROM trainees_incomestatement a
            JOIN trainees_incomestatement b ON b.trainee_id = moves AND b.state = 'stated'
            WHERE a.trainee_id = keeps AND a.state = 'stated'
            UNION ALL
            SELECT 'wards', g.number::text FROM trainees_guardianship g
            WHERE g.state IN ('invited', 'consented')
                AND (g.guardian_id = moves OR g.guardian_id = keeps AND g.trainee_id = moves);
        END
        """,
        ["app_district", "app_city"],
    ),
    ListedFunction(
        # Of a resident of the own district: the document of the record and of those emptied into it.
        "documents_of_person(person bigint)",
        "TABLE (document_type text, identity_hash text)",
        f"""
        BEGIN
            RETURN QUERY SELECT d.document_type::text, d.identity_hash::text
            FROM trainees_trainee t JOIN trainees_trainee d ON t.id IN (d.id, d.merged_into_id)
            WHERE t.id = person AND t.district_id = {OWN_DISTRICT} ORDER BY d.id <> t.id, d.id;
        END
        """,
        ["app_district"],
    ),
]
MERGE = [
    ListedFunction(
        "refuse_emptied_record()",
        "trigger",
        """
        DECLARE
            leads_to bigint;
        BEGIN
            -- Whoever comes while the record is being emptied waits, and then finds it empty.
            SELECT merged_into_id INTO leads_to FROM trainees_trainee
            WHERE id = NEW.trainee_id FOR KEY SHARE;
            IF leads_to IS NULL THEN RETURN NEW; END IF;
            RAISE unique_violation USING MESSAGE = 'the record of this person was merged',
                CONSTRAINT = 'emptied_record_stays_empty';
        END
        """,
        [],
    ),
    ListedFunction(
        # Every record of the one goes to the other, and is noted; somebody else proposed it.
        "merge_people(wanted bigint)",
        "integer",
        f"""
        DECLARE
            m record; t record; kept_user bigint; moved_user bigint; total integer;
        BEGIN
            SELECT * INTO m FROM trainees_personmerge
            WHERE id = wanted AND state = 'proposed' AND {BY_ANOTHER.format("proposed_by_id")}
            FOR UPDATE;
            IF NOT FOUND THEN RAISE EXCEPTION 'no such proposal of somebody else'; END IF;
            -- The order of all locks: people, then what they are in.
            PERFORM FROM trainees_trainee WHERE id IN (m.kept_id, m.merged_id)
                ORDER BY id FOR UPDATE;
            IF EXISTS (SELECT FROM trainees_trainee d WHERE d.id IN (m.kept_id, m.merged_id)
                AND d.merged_into_id IS NOT NULL) OR EXISTS (SELECT FROM trainees_personmerge o
                WHERE o.state = 'merged' AND o.kept_id = m.merged_id)
            THEN RAISE unique_violation USING MESSAGE = 'one of the two was merged meanwhile'; END IF;
            SELECT user_id INTO kept_user FROM trainees_trainee WHERE id = m.kept_id;
            SELECT user_id INTO moved_user FROM trainees_trainee WHERE id = m.merged_id;
            -- A register that is being opened copies the account of every enrolment.
            PERFORM FROM programs_session s WHERE s.state = 'planned' AND s.training_class_id IN
                (SELECT e.training_class_id FROM trainees_enrolment e
                WHERE e.trainee_id = m.merged_id) ORDER BY s.id FOR NO KEY UPDATE;
            FOR t IN SELECT * FROM tables_of_people() LOOP
                EXECUTE format('WITH moved AS (UPDATE %s SET trainee_user_id = $1 %s
                        WHERE trainee_user_id = $2 RETURNING id)
                    INSERT INTO trainees_mergedrecord (merge_id, district_id, table_name, row_key)
                    SELECT $4, $5, %L, id::text FROM moved', t.name,
                    CASE WHEN t.has_trainee THEN ', trainee_id = $3' ELSE '' END, t.name)
                USING kept_user, moved_user, m.kept_id, m.id, m.district_id;
            END LOOP;
            SELECT count(*) INTO total FROM trainees_mergedrecord WHERE merge_id = m.id;
            -- A file goes with the record that names it.
            FOR t IN SELECT * FROM links_of_people() WHERE parent = 'core_storedfile'::regclass LOOP
                EXECUTE format('WITH moved AS (UPDATE core_storedfile f SET trainee_user_id = $1
                        FROM %s d WHERE d.%I = f.id AND d.trainee_user_id = $1
                            AND f.trainee_user_id = $2 RETURNING f.id)
                    INSERT INTO trainees_mergedrecord (merge_id, district_id, table_name, row_key)
                    SELECT $3, $4, ''core_storedfile'', id::text FROM moved', t.child, t.col)
                USING kept_user, moved_user, m.id, m.district_id;
            END LOOP;
            -- What led to the one leads to the other, so that every pointer is one step long.
            WITH moved AS (UPDATE trainees_trainee SET merged_into_id = m.kept_id
                WHERE merged_into_id = m.merged_id OR id = m.merged_id RETURNING id)
            INSERT INTO trainees_mergedrecord (merge_id, district_id, table_name, row_key)
            SELECT m.id, m.district_id, 'trainees_trainee', id::text FROM moved;
            WITH closed AS (UPDATE organizations_user SET is_active = false
                WHERE id = moved_user AND is_active RETURNING id)
            INSERT INTO trainees_mergedrecord (merge_id, district_id, table_name, row_key)
            SELECT m.id, m.district_id, 'organizations_user', id::text FROM closed;
            -- Of two records with one phone the earlier account signs in by it: never none.
            UPDATE organizations_user u SET phone_hash = ''
            FROM trainees_trainee k JOIN organizations_user v ON v.id = k.user_id
            WHERE u.id = moved_user AND k.id = m.kept_id AND v.phone_hash = ''
                AND u.phone_hash <> '' AND u.phone_hash = k.phone_hash
                -- who works here signs in by the name alone
                AND NOT EXISTS (SELECT FROM organizations_membership o
                    WHERE o.user_id = kept_user AND o.state <> 'ended');
            IF FOUND THEN
                UPDATE organizations_user u SET phone_hash = k.phone_hash FROM trainees_trainee k
                WHERE u.id = kept_user AND k.id = m.kept_id;
                INSERT INTO trainees_mergedrecord (merge_id, district_id, table_name, row_key)
                VALUES (m.id, m.district_id, 'organizations_user.phone_hash', kept_user::text);
            END IF;
            RETURN total;
        END
        """,
        ["app_city"],
    ),
    ListedFunction(
        # Every noted record goes back, with what hangs on it; somebody else had merged.
        "unmerge_people(wanted bigint)",
        "void",
        f"""
        DECLARE
            m record; t record; kept_user bigint; moved_user bigint;
        BEGIN
            SELECT * INTO m FROM trainees_personmerge
            WHERE id = wanted AND state = 'merged' AND {BY_ANOTHER.format("decided_by_id")}
            FOR UPDATE;
            IF NOT FOUND THEN RAISE EXCEPTION 'no such merge of somebody else'; END IF;
            PERFORM FROM trainees_trainee WHERE id IN (m.kept_id, m.merged_id)
                ORDER BY id FOR UPDATE;
            SELECT user_id INTO kept_user FROM trainees_trainee WHERE id = m.kept_id;
            SELECT user_id INTO moved_user FROM trainees_trainee WHERE id = m.merged_id;
            PERFORM FROM programs_session s WHERE s.state = 'planned' AND s.training_class_id IN
                (SELECT e.training_class_id FROM trainees_enrolment e
                WHERE e.trainee_id = m.kept_id) ORDER BY s.id FOR NO KEY UPDATE;
            UPDATE trainees_trainee SET merged_into_id = NULLIF(m.merged_id, id)
            WHERE id IN (SELECT row_key::bigint FROM trainees_mergedrecord
                WHERE merge_id = m.id AND table_name = 'trainees_trainee');
            FOR t IN SELECT * FROM tables_of_people() LOOP
                EXECUTE format('UPDATE %s d SET trainee_user_id = $1 %s
                    WHERE d.id IN (SELECT row_key::%s FROM trainees_mergedrecord
                        WHERE merge_id = $3 AND table_name = %L)', t.name,
                    CASE WHEN t.has_trainee THEN ', trainee_id = $2' ELSE '' END, t.key_type, t.name)
                USING moved_user, m.merged_id, m.id;
            END LOOP;
            -- A record stays with the one it hangs on, whichever of the two was there first; what
            -- hangs on that in turn takes another round.
            FOR round IN 1..3 LOOP
                FOR t IN SELECT l.*, p.has_trainee FROM links_of_people() l
                    JOIN tables_of_people() p ON p.name = l.child
                    WHERE l.parent <> 'core_storedfile'::regclass AND l.parent <> l.child
                LOOP
                    EXECUTE format('UPDATE %s c SET trainee_user_id = p.trainee_user_id %s
                        FROM %s p WHERE p.id = c.%I AND c.trainee_user_id <> p.trainee_user_id
                            AND c.trainee_user_id IN ($1, $2) AND p.trainee_user_id IN ($1, $2)',
                        t.child, CASE WHEN t.has_trainee THEN ', trainee_id = CASE
                            p.trainee_user_id WHEN $1 THEN $3 ELSE $4 END' ELSE '' END,
                        t.parent, t.col)
                    USING kept_user, moved_user, m.kept_id, m.merged_id;
                END LOOP;
            END LOOP;
            FOR t IN SELECT * FROM links_of_people() WHERE parent = 'core_storedfile'::regclass LOOP
                EXECUTE format('UPDATE core_storedfile f SET trainee_user_id = d.trainee_user_id
                    FROM %s d WHERE d.%I = f.id AND f.trainee_user_id <> d.trainee_user_id
                        AND f.trainee_user_id IN ($1, $2) AND d.trainee_user_id IN ($1, $2)',
                    t.child, t.col) USING kept_user, moved_user;
            END LOOP;
            -- A phone renewed since is that of the person who was kept, not of this one.
            UPDATE trainees_enrolment e SET phone = o.phone
            FROM trainees_trainee o, trainees_trainee k
            WHERE o.id = m.merged_id AND k.id = m.kept_id AND e.trainee_id = o.id
                AND e.phone <> '' AND e.phone = k.phone;
            IF EXISTS (SELECT FROM trainees_mergedrecord WHERE merge_id = m.id
                AND table_name = 'organizations_user.phone_hash')
            THEN
                UPDATE organizations_user u SET phone_hash = '' FROM trainees_trainee o
                WHERE u.id = kept_user AND o.id = m.merged_id AND u.phone_hash = o.phone_hash;
                IF FOUND THEN
                    UPDATE organizations_user u SET phone_hash = o.phone_hash
                    FROM trainees_trainee o WHERE u.id = moved_user AND o.id = m.merged_id;
                END IF;
            END IF;
            UPDATE organizations_user SET is_active = true
            WHERE id IN (SELECT row_key::bigint FROM trainees_mergedrecord
                WHERE merge_id = m.id AND table_name = 'organizations_user');
        END
        """,
        ["app_city"],
    ),
]


class Migration(migrations.Migration):
    dependencies = [("trainees", "0003_lookup_security")]

    operations = [
        migrations.RunSQL(HELPERS, NO_HELPERS),
        *COMPARE,
        *MERGE,
        StandsWithTheKept("trainees_enrolment"),
        StandsWithTheKept("trainees_employment"),
        StandsWithTheKept("trainees_groupmembership"),
        StandsWithTheKept("trainees_voucher"),
        StandsWithTheKept("trainees_lateexception"),
        StandsWithTheKept("trainees_guardianship"),
        StandsWithTheKept("trainees_incomestatement"),
        StandsWithTheKept("trainees_bankaccount"),
    ]
