"""Row-level security of changes and timetable versions; the freeze of an approved timetable.

After the filing a unit asks for changes and its district makes them: as the role of a unit, no
session of such a class is added, moved, restaffed or dropped, and no such class becomes a draft
again. Opening and closing a session are no changes of the timetable.
"""

from django.db import migrations

from core.tenancy.operations import Secure, TenantForeignKey, rows_of

UNIT = rows_of("app_organization")
UNIT_AND_DISTRICT = rows_of("app_organization", "app_district")
STAFF = rows_of("app_organization", "app_district", "app_city")

FREEZE = """
CREATE FUNCTION timetable_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    -- locked, so that the class is not filed or approved between this look and the commit
    PERFORM FROM programs_trainingclass WHERE id = NEW.training_class_id FOR SHARE;
    IF EXISTS (SELECT FROM programs_trainingclass WHERE id = NEW.training_class_id
            AND state NOT IN ('draft', 'returned', 'cancelled')) THEN
        RAISE EXCEPTION 'the timetable is frozen: ask for a change of the class'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'timetable_is_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER timetable_is_frozen BEFORE INSERT ON programs_session
    FOR EACH ROW WHEN (current_user = 'app_organization') EXECUTE FUNCTION timetable_is_frozen();
CREATE TRIGGER timetable_stays_frozen BEFORE UPDATE ON programs_session
    FOR EACH ROW WHEN (current_user = 'app_organization' AND (
        ROW(OLD.training_class_id, OLD.ordinal, OLD.starts_at, OLD.ends_at, OLD.lessons,
            OLD.minutes, OLD.mode, OLD.teacher_id, OLD.venue_id, OLD.makes_up_id,
            OLD.state = 'cancelled')
        IS DISTINCT FROM
        ROW(NEW.training_class_id, NEW.ordinal, NEW.starts_at, NEW.ends_at, NEW.lessons,
            NEW.minutes, NEW.mode, NEW.teacher_id, NEW.venue_id, NEW.makes_up_id,
            NEW.state = 'cancelled')
    )) EXECUTE FUNCTION timetable_is_frozen();

CREATE FUNCTION filing_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'what was filed does not become a draft again'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'filing_is_final';
END $$;
CREATE TRIGGER filing_is_final BEFORE UPDATE OF state ON programs_trainingclass
    FOR EACH ROW WHEN (current_user = 'app_organization'
        AND OLD.state NOT IN ('draft', 'returned') AND NEW.state IN ('draft', 'returned'))
    EXECUTE FUNCTION filing_is_final();
"""
THAW = """
DROP TRIGGER filing_is_final ON programs_trainingclass;
DROP TRIGGER timetable_stays_frozen ON programs_session;
DROP TRIGGER timetable_is_frozen ON programs_session;
DROP FUNCTION filing_is_final(), timetable_is_frozen();
"""


# A make-up session is of the class whose session it makes up.
OF_ONE_CLASS = """ALTER TABLE programs_session ADD CONSTRAINT programs_session_makes_up_of_class
    FOREIGN KEY (training_class_id, makes_up_id) REFERENCES programs_session (training_class_id, id)
    DEFERRABLE INITIALLY DEFERRED"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_teaching_security")]

    operations = [
        Secure("programs_classchange", STAFF, insert=UNIT, update=UNIT_AND_DISTRICT),
        Secure("programs_changeline", STAFF, insert=UNIT, update=UNIT_AND_DISTRICT),
        Secure(
            "programs_timetableversion", STAFF, insert=rows_of("app_district"), append_only=True
        ),
        TenantForeignKey("programs_classchange", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("programs_changeline", "change_id", "programs_classchange"),
        TenantForeignKey("programs_changeline", "session_id", "programs_session"),
        TenantForeignKey("programs_changeline", "teacher_id", "programs_teacher"),
        TenantForeignKey("programs_changeline", "venue_id", "programs_venue"),
        TenantForeignKey("programs_changeline", "old_teacher_id", "programs_teacher"),
        TenantForeignKey("programs_changeline", "old_venue_id", "programs_venue"),
        TenantForeignKey(
            "programs_timetableversion", "training_class_id", "programs_trainingclass"
        ),
        TenantForeignKey("programs_changeline", "makes_up_id", "programs_session"),
        migrations.RunSQL(
            OF_ONE_CLASS,
            "ALTER TABLE programs_session DROP CONSTRAINT programs_session_makes_up_of_class",
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
