"""Row-level security of people, enrolments and attendance; looking a person up across tenants."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    ListedFunction,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

UNIT = rows_of("app_organization")
ONESELF = f"user_id = {own('user_id')}"


class Migration(migrations.Migration):
    dependencies = [("trainees", "0001_initial"), ("programs", "0002_security")]

    operations = [
        Secure("trainees_keygroup", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure(
            "trainees_trainee",
            {"app_worker": ONESELF, **rows_of("app_district", "app_city")},
            update={"app_worker": ONESELF},
        ),
        Secure(
            "trainees_enrolment",
            rows_of(*PEOPLE),
            insert=rows_of("app_worker", "app_organization"),
            update=rows_of("app_worker", "app_organization", "app_district"),
        ),
        Secure(
            "trainees_attendancerecord",
            rows_of(*PEOPLE),
            insert=UNIT,
            update=rows_of("app_worker", "app_organization", "app_district", "app_city"),
        ),
        Secure("trainees_rosterimport", UNIT, UNIT),
        TenantForeignKey("trainees_enrolment", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_attendancerecord", "session_id", "programs_session"),
        TenantForeignKey("trainees_attendancerecord", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_rosterimport", "training_class_id", "programs_trainingclass"),
        ListedFunction(
            "match_person(wanted_type text, wanted_hash text, wanted_name text)",
            "TABLE (verdict text, trainee_id bigint)",
            """
            DECLARE person record;
            BEGIN
                SELECT t.id, t.name INTO person FROM trainees_trainee t
                WHERE t.document_type = wanted_type AND t.identity_hash = wanted_hash;
                IF NOT FOUND THEN RETURN QUERY SELECT 'new'::text, NULL::bigint;
                ELSIF person.name <> wanted_name THEN RETURN QUERY SELECT 'conflict'::text, NULL::bigint;
                ELSE RETURN QUERY SELECT 'match'::text, person.id;
                END IF;
            END
            """,
            ["app_organization", "app_auth"],
        ),
        ListedFunction(
            """register_person(wanted_type text, wanted_hash text, sealed_number text,
            wanted_name text, wanted_birth date, wanted_sex text, sealed_phone text,
            wanted_phone_hash text, wanted_education text, home_district bigint,
            wanted_username text, consent text, consented_at timestamptz, at timestamptz)""",
            "TABLE (trainee_id bigint, user_id bigint, is_new boolean)",
            """
            DECLARE person record; new_user bigint; new_trainee bigint;
            BEGIN
                SELECT t.id, t.user_id, t.name INTO person FROM trainees_trainee t
                WHERE t.document_type = wanted_type AND t.identity_hash = wanted_hash;
                IF FOUND AND person.name = wanted_name THEN
                    RETURN QUERY SELECT person.id, person.user_id, false; RETURN;
                ELSIF FOUND THEN RETURN;
                END IF;
                IF EXISTS (SELECT FROM organizations_user WHERE phone_hash = wanted_phone_hash)
                THEN wanted_phone_hash := ''; END IF;
                INSERT INTO organizations_user (username, name, email, phone_hash, password,
                    language, is_active, date_joined)
                VALUES (wanted_username, wanted_name, '', wanted_phone_hash, '!', 'zh-hans',
                    true, at) RETURNING id INTO new_user;
                INSERT INTO trainees_trainee (user_id, name, document_type, identity_number,
                    identity_hash, birth_on, sex, phone, education, district_id,
                    consent_version, consent_at, registered_at)
                VALUES (new_user, wanted_name, wanted_type, sealed_number, wanted_hash,
                    wanted_birth, wanted_sex, sealed_phone, wanted_education, home_district,
                    consent, consented_at, at) RETURNING id INTO new_trainee;
                RETURN QUERY SELECT new_trainee, new_user, true;
            END
            """,
            ["app_organization", "app_auth"],
        ),
        ListedFunction(
            "person_overlaps(person bigint, wanted bigint)",
            "boolean",
            """
            BEGIN
                RETURN EXISTS (
                    SELECT FROM trainees_enrolment e
                    JOIN programs_session theirs ON theirs.training_class_id = e.training_class_id
                    JOIN programs_session ours ON ours.training_class_id = wanted
                        AND ours.starts_at < theirs.ends_at AND theirs.starts_at < ours.ends_at
                    WHERE e.trainee_id = person AND e.training_class_id <> wanted
                        AND e.state IN ('pending', 'confirmed', 'attending')
                        AND theirs.state <> 'cancelled' AND ours.state <> 'cancelled');
            END
            """,
            ["app_worker", "app_organization"],
        ),
    ]
