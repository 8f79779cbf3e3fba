"""Row-level security of business plans, and of the businesses people start."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, TenantForeignKey, own, rows_of

UNIT = rows_of("app_organization")
ONESELF = f"trainee_user_id = {own('user_id')}"
# Whoever links a business states nothing of what the register says.
NOT_CHECKED = f"{ONESELF} AND finding = 'not_checked'"
OWN_ENROLMENT = """EXISTS (SELECT FROM trainees_enrolment e
    WHERE e.id = enrolment_id AND e.trainee_user_id = trainees_startup.trainee_user_id)"""

# Founder and institution record what became of a business, and nothing else of it.
STATED_ONCE = """
CREATE FUNCTION start_up_is_stated_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'what was stated of a business stands'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'start_up_is_stated_once';
END $$;
CREATE TRIGGER start_up_is_stated_once BEFORE UPDATE ON trainees_startup
    FOR EACH ROW WHEN (current_user IN ('app_worker', 'app_organization') AND (
        to_jsonb(OLD) - 'state' IS DISTINCT FROM to_jsonb(NEW) - 'state'
        OR NEW.state <> 'withdrawn')) EXECUTE FUNCTION start_up_is_stated_once();
CREATE TRIGGER follow_up_is_recorded_by_oneself BEFORE UPDATE ON trainees_startupfollowup
    FOR EACH ROW WHEN (current_user IN ('app_worker', 'app_organization') AND (
        to_jsonb(OLD) - '{state,jobs,recorded_at,recorded_by_id,recorded_role}'::text[]
            IS DISTINCT FROM
            to_jsonb(NEW) - '{state,jobs,recorded_at,recorded_by_id,recorded_role}'::text[]
        OR OLD.state NOT IN ('planned', 'due')
        OR NEW.state IN ('alive', 'closed') AND (OLD.state <> 'due' OR NEW.recorded_by_id
            IS DISTINCT FROM NULLIF(current_setting('app.user_id', true), '')::bigint)))
    EXECUTE FUNCTION start_up_is_stated_once();
"""
STATED_OFTEN = """
DROP TRIGGER follow_up_is_recorded_by_oneself ON trainees_startupfollowup;
DROP TRIGGER start_up_is_stated_once ON trainees_startup;
DROP FUNCTION start_up_is_stated_once();
"""


class Migration(migrations.Migration):
    dependencies = [("trainees", "0011_startups")]

    operations = [
        Secure("trainees_businessplan", rows_of(*PEOPLE), insert=UNIT, update=UNIT),
        TenantForeignKey("trainees_businessplan", "enrolment_id", "trainees_enrolment"),
        Secure(
            "trainees_startup",
            rows_of(*PEOPLE),
            insert={"app_worker": f"{NOT_CHECKED} AND {OWN_ENROLMENT}"},
            update={"app_worker": ONESELF},
        ),
        Secure(
            "trainees_startupfollowup",
            rows_of(*PEOPLE),
            insert={"app_worker": f"{NOT_CHECKED} AND state = 'planned'"},
            update={"app_worker": ONESELF, **UNIT},
        ),
        TenantForeignKey("trainees_startup", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_startupfollowup", "start_up_id", "trainees_startup"),
        migrations.RunSQL(STATED_ONCE, STATED_OFTEN),
    ]
