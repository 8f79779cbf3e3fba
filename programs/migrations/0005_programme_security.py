"""Row-level security of standards, rates and syllabuses; what is listed is never written on."""

from django.db import migrations

from core.tenancy.operations import EVERYBODY, Secure, TenantForeignKey, all_rows, rows_of

UNIT = rows_of("app_organization")
STAFF = rows_of("app_organization", "app_district", "app_city")
LISTED = "programme_id IN (SELECT id FROM programs_programme)"  # of those the public may read
FIGURES = ("programs_lessonstandard", "programs_subsidyrate")
PARTS = ("programs_syllabusunit", "programs_programmeteacher")


def trigger(name, when, table, function):
    """A trigger of one table, there and back."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} {function}", f"DROP TRIGGER {name} ON {table}"
    )


def published(table):
    """Rows are never edited, and whoever remembers rules hears of a new one."""
    yield trigger(
        "is_published", "BEFORE INSERT OR UPDATE OR DELETE", table,
        "FOR EACH ROW EXECUTE FUNCTION policies_row_is_published()",
    )  # fmt: skip
    yield trigger(
        "rules_changed", "AFTER INSERT OR UPDATE", table,
        "FOR EACH STATEMENT EXECUTE FUNCTION policies_rules_changed()",
    )  # fmt: skip


def open_parts(table):
    """Parts are written while their programme is; after the policies have spoken."""
    judge = "EXECUTE FUNCTION programs_part_is_open()"
    changed = f"FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) {judge}"
    yield trigger("is_open", "AFTER INSERT", table, f"FOR EACH ROW {judge}")
    yield trigger("stays_open", "AFTER UPDATE", table, changed)


# Once submitted, only the moves write on a programme; what is submitted adds up.
KEPT = """
CREATE FUNCTION programs_programme_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moves text[] := ARRAY['state', 'submitted_at', 'is_public', 'search_text', 'sort_key'];
BEGIN
    IF current_user = 'app_owner' THEN RETURN NEW; END IF;
    IF OLD.state NOT IN ('draft', 'returned') AND to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
    THEN RAISE EXCEPTION 'programme % is changed by a new version only', OLD.number; END IF;
    IF OLD.state IN ('draft', 'returned') AND NEW.state = 'submitted' AND NOT EXISTS (
        SELECT FROM programs_syllabusunit u WHERE u.programme_id = NEW.id AND NOT u.is_dropped
        HAVING sum(lessons) = NEW.lessons
            AND coalesce(sum(lessons) FILTER (WHERE mode = 'online'), 0) = NEW.online_lessons
            AND coalesce(sum(lessons) FILTER (WHERE kind = 'practice'), 0) = NEW.practice_lessons)
    THEN RAISE EXCEPTION 'the syllabus of programme % does not add up', NEW.number; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_kept BEFORE UPDATE ON programs_programme
    FOR EACH ROW EXECUTE FUNCTION programs_programme_is_kept();
CREATE FUNCTION programs_part_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'app_owner' AND NOT EXISTS (SELECT FROM programs_programme p
        WHERE p.id = NEW.programme_id AND p.state IN ('draft', 'returned'))
    THEN RAISE EXCEPTION 'only the parts of a draft are written'; END IF;
    RETURN NULL;
END $$;
"""
UNKEPT = """
DROP FUNCTION programs_part_is_open();
DROP TRIGGER is_kept ON programs_programme;
DROP FUNCTION programs_programme_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0004_class_change_security"),
        ("policies", "0002_security"),
    ]

    operations = [
        *(Secure(table, all_rows(*EVERYBODY), all_rows("app_city")) for table in FIGURES),
        *(step for table in FIGURES for step in published(table)),
        Secure(
            "programs_syllabusunit", {"app_anon": LISTED, "app_worker": LISTED, **STAFF}, UNIT
        ),
        Secure("programs_programmeteacher", STAFF, UNIT),
        *(TenantForeignKey(table, "programme_id", "programs_programme") for table in PARTS),
        TenantForeignKey("programs_programmeteacher", "teacher_id", "programs_teacher"),
        TenantForeignKey("programs_programme", "replaces_id", "programs_programme"),
        migrations.RunSQL(KEPT, UNKEPT),
        *(step for table in PARTS for step in open_parts(table)),
    ]
