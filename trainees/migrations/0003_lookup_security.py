"""Finding a person while hashes are being re-keyed: a hash may come as a list, newest first."""

from django.db import migrations

import core.privacy
from core.tenancy.operations import ListedFunction

MATCH = "match_person(wanted_type text, wanted_hash text, wanted_name text)"
REGISTER = """register_person(wanted_type text, wanted_hash text, sealed_number text,
            wanted_name text, wanted_birth date, wanted_sex text, sealed_phone text,
            wanted_phone_hash text, wanted_education text, home_district bigint,
            wanted_username text, consent text, consented_at timestamptz, at timestamptz)"""
CALLERS = ["app_organization", "app_auth"]
BEFORE = "DROP FUNCTION match_person; DROP FUNCTION register_person"


def earlier():
    """The two functions as they were, for going back."""
    from importlib import import_module

    operations = import_module("trainees.migrations.0002_security").Migration.operations
    names = ("match_person", "register_person")
    functions = [o for o in operations if isinstance(o, ListedFunction) and o.name in names]
    return ";\n".join(statement for o in functions for statement in o.forwards())


class Migration(migrations.Migration):
    dependencies = [("trainees", "0002_security")]

    operations = [
        migrations.AlterField(
            model_name="trainee",
            name="identity_hash",
            field=core.privacy.KeyedHashField(editable=False, max_length=64),
        ),
        migrations.RunSQL(BEFORE, earlier()),
        ListedFunction(
            MATCH,
            "TABLE (verdict text, trainee_id bigint)",
            """
            DECLARE person record;
            BEGIN
                SELECT t.id, t.name INTO person FROM trainees_trainee t
                WHERE t.document_type = wanted_type
                    AND t.identity_hash = ANY (string_to_array(wanted_hash, ','));
                IF NOT FOUND THEN RETURN QUERY SELECT 'new'::text, NULL::bigint;
                ELSIF person.name <> wanted_name THEN RETURN QUERY SELECT 'conflict'::text, NULL::bigint;
                ELSE RETURN QUERY SELECT 'match'::text, person.id;
                END IF;
            END
            """,
            CALLERS,
        ),
        ListedFunction(
            REGISTER,
            "TABLE (trainee_id bigint, user_id bigint, is_new boolean)",
            """
            DECLARE
                person record; new_user bigint; new_trainee bigint;
                hashes text[] := string_to_array(wanted_hash, ',');
                phones text[] := string_to_array(wanted_phone_hash, ',');
            BEGIN
                IF cardinality(hashes) > 1 THEN
                    -- two who write under different keys would not meet in the unique constraint
                    PERFORM pg_advisory_xact_lock(hashtextextended(
                        (SELECT min(h COLLATE "C") FROM unnest(hashes) h), 7002));
                END IF;
                SELECT t.id, t.user_id, t.name INTO person FROM trainees_trainee t
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
                    identity_hash, birth_on, sex, phone, education, district_id,
                    consent_version, consent_at, registered_at)
                VALUES (new_user, wanted_name, wanted_type, sealed_number, hashes[1],
                    wanted_birth, wanted_sex, sealed_phone, wanted_education, home_district,
                    consent, consented_at, at) RETURNING id INTO new_trainee;
                RETURN QUERY SELECT new_trainee, new_user, true;
            END
            """,
            CALLERS,
        ),
    ]
