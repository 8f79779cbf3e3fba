"""Row-level security of people, enrolments, attendance and rosters."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)
from core.tenancy.partitions import ByMonth

UNIT = rows_of("app_organization")
ONESELF = f"user_id = {own('user_id')}"
WARD, GUARDIAN = (f"{column}_user_id = {own('user_id')}" for column in ("trainee", "guardian"))

# Nobody confirms the own group, not even by a list: that is the system worker's.
OWN_UNCONFIRMED = f"trainee_{ONESELF} AND state NOT IN ('valid', 'expired')"

# A pair of columns, so that one question proves person and account.
PAIR = """ALTER TABLE trainees_enrolment ADD CONSTRAINT trainees_enrolment_trainee_account
    FOREIGN KEY (trainee_id, trainee_user_id) REFERENCES trainees_trainee (id, user_id)
    DEFERRABLE INITIALLY DEFERRED"""

# The report of a quarter would else add up every line of every register of the city. Who seals a
# session or voids a record of it may see and change all of it: nothing here needs more rights.
# Always, also where foreign keys are not asked (decision 44).
KEEP_REGISTER = """
CREATE FUNCTION register_digest(wanted bigint) RETURNS text LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(format('%s|%s|%s|%s|%s',
        enrolment_id, state, signed_in_at, signed_out_at, presence),
        E'\n' ORDER BY enrolment_id), ''), 'UTF8')), 'hex')
    FROM trainees_attendancerecord WHERE session_id = wanted
$$;
CREATE FUNCTION count_register() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.register_hash := register_digest(NEW.id);
    SELECT count(*), coalesce(sum(minutes), 0) INTO NEW.expected, NEW.attended_minutes
    FROM trainees_attendancerecord WHERE session_id = NEW.id AND state <> 'voided';
    RETURN NEW;
END $$;
CREATE TRIGGER register_is_counted BEFORE INSERT OR UPDATE OF state ON programs_session
    FOR EACH ROW WHEN (NEW.state = 'sealed') EXECUTE FUNCTION count_register();

-- Whoever comes while the session is being sealed waits, and then finds it sealed.
CREATE FUNCTION recount_register() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM FROM programs_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    UPDATE programs_session SET state = state WHERE state = 'sealed' AND id = NEW.session_id;
    RETURN NULL;
END $$;
CREATE TRIGGER register_lost_a_record AFTER UPDATE ON trainees_attendancerecord
    FOR EACH ROW WHEN (NEW.state = 'voided') EXECUTE FUNCTION recount_register();

CREATE FUNCTION recount_registers() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM FROM programs_session WHERE state = 'closed'
        AND id IN (SELECT session_id FROM added) FOR NO KEY UPDATE;
    UPDATE programs_session SET state = state
    WHERE state = 'sealed' AND id IN (SELECT session_id FROM added);
    RETURN NULL;
END $$;
CREATE TRIGGER register_got_records AFTER INSERT ON trainees_attendancerecord
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION recount_registers();

GRANT EXECUTE ON FUNCTION register_digest(bigint)
    TO app_organization, app_district, app_city, app_system;

ALTER TABLE programs_session ENABLE ALWAYS TRIGGER register_is_counted;
ALTER TABLE trainees_attendancerecord ENABLE ALWAYS TRIGGER register_lost_a_record;
ALTER TABLE trainees_attendancerecord ENABLE ALWAYS TRIGGER register_got_records;
"""
KEEP_NO_REGISTER = """
DROP TRIGGER register_got_records ON trainees_attendancerecord;
DROP TRIGGER register_lost_a_record ON trainees_attendancerecord;
DROP TRIGGER register_is_counted ON programs_session;
DROP FUNCTION recount_registers(), recount_register(), count_register(), register_digest(bigint);
"""


# Within a month: one record of a person and a session, and nobody in two places at once.
ONCE = (
    "UNIQUE (session_id, enrolment_id)",
    "EXCLUDE USING gist (trainee_user_id WITH =, presence WITH &&) WHERE (NOT isempty(presence))",
)


class Migration(migrations.Migration):
    dependencies = [
        ("trainees", "0001_initial"),
        ("programs", "0002_security"),
        ("core", "0004_month_keys"),
    ]

    operations = [
        Secure("trainees_keygroup", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure(
            "trainees_trainee",
            {"app_worker": ONESELF, **rows_of("app_district", "app_city")},
            update={"app_worker": ONESELF},
        ),
        Secure(
            "trainees_groupmembership",
            rows_of("app_worker", "app_district", "app_city"),
            insert={"app_worker": OWN_UNCONFIRMED},
            update={"app_worker": OWN_UNCONFIRMED, **rows_of("app_district")},
        ),
        Secure(
            "trainees_enrolment",
            rows_of(*PEOPLE),
            insert=rows_of("app_worker", "app_organization"),
            update=rows_of("app_worker", "app_organization", "app_district"),
        ),
        ByMonth("trainees_attendancerecord", ONCE),
        Secure(
            "trainees_attendancerecord",
            rows_of(*PEOPLE),
            insert=UNIT,
            update=rows_of("app_worker", "app_organization", "app_district", "app_city"),
        ),
        Secure("trainees_rosterimport", UNIT, UNIT),
        Secure("trainees_employment", rows_of(*PEOPLE), insert=UNIT, update=UNIT),
        Secure(
            "trainees_voucherissue",
            rows_of("app_district", "app_city"),
            insert=rows_of("app_district", "app_city"),
            append_only=True,
        ),
        Secure(
            "trainees_voucher",
            rows_of(*PEOPLE),
            insert=rows_of("app_district", "app_city"),
            update=rows_of("app_worker", "app_district", "app_city"),
        ),
        # The ward asks and takes back what was asked; only the guardian answers.
        Secure(
            "trainees_guardianship",
            rows_of("app_district", "app_city", app_worker=f"{WARD} OR {GUARDIAN}"),
            insert={"app_worker": f"{WARD} AND state = 'invited'"},
            update={"app_worker": f"{WARD} AND state IN ('invited', 'ended') OR {GUARDIAN}"},
        ),
        # The number is sealed; a unit may state one by a listed function and reads none.
        Secure(
            "trainees_bankaccount",
            rows_of("app_worker", "app_district", "app_city"),
            insert=rows_of("app_worker"),
            update=rows_of("app_worker"),
        ),
        Secure(
            "trainees_incomestatement",
            rows_of("app_worker", "app_district", "app_city"),
            insert=rows_of("app_worker"),
            update=rows_of("app_worker", "app_district"),
        ),
        Secure(
            "trainees_lateexception",
            rows_of(*PEOPLE),
            insert=UNIT,
            update=rows_of("app_organization", "app_district"),
        ),
        Secure(
            "trainees_transfer",
            rows_of(*PEOPLE),
            insert=rows_of("app_worker", "app_organization"),
            update=rows_of("app_worker", "app_organization"),
        ),
        Secure(
            "trainees_referencelist",
            all_rows("app_city"),
            insert=all_rows("app_city"),
            append_only=True,
        ),
        Secure(
            "trainees_personmerge",
            rows_of("app_district", "app_city"),
            insert=rows_of("app_district"),
            update=rows_of("app_district", "app_city"),
        ),
        # Written by the merge alone, a listed function.
        Secure("trainees_mergedrecord", rows_of("app_district", "app_city"), append_only=True),
        # Nobody reads who is on a list; a listed function answers about the person who asks.
        Secure(
            "trainees_referenceentry", {}, insert=all_rows("app_city"), append_only=True
        ),
        Secure(
            "trainees_referenceunit",
            all_rows("app_city"),
            insert=all_rows("app_city"),
            append_only=True,
        ),
        # Kept by the system worker alone.
        Secure("trainees_listsource", all_rows("app_city")),
        TenantForeignKey("trainees_enrolment", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_attendancerecord", "session_id", "programs_session"),
        TenantForeignKey("trainees_attendancerecord", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_rosterimport", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_enrolment", "roster_id", "trainees_rosterimport"),
        TenantForeignKey("trainees_rosterimport", "corrects_id", "trainees_rosterimport"),
        TenantForeignKey("trainees_voucher", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_transfer", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_transfer", "new_enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_transfer", "target_id", "programs_trainingclass"),
        TenantForeignKey("trainees_lateexception", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("trainees_lateexception", "enrolment_id", "trainees_enrolment"),
        migrations.RunSQL(KEEP_REGISTER, KEEP_NO_REGISTER),
        migrations.RunSQL(
            PAIR, "ALTER TABLE trainees_enrolment DROP CONSTRAINT trainees_enrolment_trainee_account"
        ),
    ]
