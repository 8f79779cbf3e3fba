"""Row-level security of policies; what is published is never edited."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    AppendOnly,
    Secure,
    all_rows,
    rows_of,
)

CITY = all_rows("app_city")
PUBLIC = dict.fromkeys(
    ("app_anon", "app_worker", "app_organization", "app_district"), "is_public"
)

# Published rows stay as they are; only the end of known time, a missing clause and missing words
# may be set, once. A new row comes from a set that is published; the owner loads reference rows.
PUBLISHED = """
CREATE FUNCTION policies_row_is_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open text[] := ARRAY['known_to', 'cited_clause_id'];
    words text[] := ARRAY['en', 'process_zh', 'clock_start_zh', 'when_over_zh'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF current_user <> 'app_owner' AND NOT EXISTS (
            SELECT FROM policies_ruleset s WHERE s.id = NEW.rule_set_id
            AND s.state = 'published' AND s.known_from = NEW.known_from)
        THEN RAISE EXCEPTION 'a row of % comes from a published rule set', TG_TABLE_NAME; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open - words <> to_jsonb(OLD) - open - words
        OR (OLD.known_to IS NOT NULL AND NEW.known_to IS DISTINCT FROM OLD.known_to)
        OR (OLD.cited_clause_id IS NOT NULL
            AND NEW.cited_clause_id IS DISTINCT FROM OLD.cited_clause_id)
        OR EXISTS (SELECT FROM unnest(words) AS word WHERE to_jsonb(OLD) ->> word <> ''
            AND to_jsonb(NEW) ->> word IS DISTINCT FROM to_jsonb(OLD) ->> word)
    THEN RAISE EXCEPTION 'a published row of % is never edited', TG_TABLE_NAME; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_published BEFORE INSERT OR UPDATE OR DELETE ON policies_datedvalue
    FOR EACH ROW EXECUTE FUNCTION policies_row_is_published();
CREATE TRIGGER is_published BEFORE INSERT OR UPDATE OR DELETE ON policies_timelimit
    FOR EACH ROW EXECUTE FUNCTION policies_row_is_published();
"""
NOT_PUBLISHED = """
DROP TRIGGER is_published ON policies_timelimit;
DROP TRIGGER is_published ON policies_datedvalue;
DROP FUNCTION policies_row_is_published();
"""

# What is decided from rows and library is computed anew when one of them has changed.
CHANGED = """
CREATE FUNCTION policies_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO policies_rulesversion (id, token) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$;
"""
RULES = ("policies_datedvalue", "policies_timelimit", "policies_policydocument", "policies_clause")


def watch(table):
    """A statement that changes the table changes the token of the rules."""
    return migrations.RunSQL(
        f"CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION policies_rules_changed()",
        f"DROP TRIGGER rules_changed ON {table}",
    )


# Whoever wrote a set stays in its list; once published, only its end is written.
SETS = """
CREATE FUNCTION policies_ruleset_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ends text[] := ARRAY['state', 'superseded_by_id', 'withdrawn_at', 'revoked_by_id',
    'is_public'];
BEGIN
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a rule set is withdrawn, not deleted'; END IF;
    IF NOT NEW.edited_by @> OLD.edited_by OR NEW.author_id <> OLD.author_id
    THEN RAISE EXCEPTION 'who wrote a rule set is kept'; END IF;
    IF OLD.published_at IS NOT NULL AND to_jsonb(NEW) - ends <> to_jsonb(OLD) - ends
    THEN RAISE EXCEPTION 'a published rule set is never edited'; END IF;
    IF OLD.state IN ('superseded', 'withdrawn') AND NEW.state <> OLD.state
    THEN RAISE EXCEPTION 'a rule set that has ended stays so'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_kept BEFORE UPDATE OR DELETE ON policies_ruleset
    FOR EACH ROW EXECUTE FUNCTION policies_ruleset_is_kept();
CREATE FUNCTION policies_rulechange_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM policies_ruleset s
        WHERE s.id = NEW.rule_set_id AND s.state = 'draft')
    THEN RAISE EXCEPTION 'only the rows of a draft are written'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_open BEFORE INSERT OR UPDATE OR DELETE ON policies_rulechange
    FOR EACH ROW EXECUTE FUNCTION policies_rulechange_is_open();
"""
UNSETS = """
DROP TRIGGER is_open ON policies_rulechange;
DROP FUNCTION policies_rulechange_is_open();
DROP TRIGGER is_kept ON policies_ruleset;
DROP FUNCTION policies_ruleset_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("organizations", "0002_security")]

    operations = [
        Secure("policies_datedvalue", all_rows(*EVERYBODY), CITY),
        Secure("policies_timelimit", all_rows(*EVERYBODY), CITY),
        Secure("policies_policydocument", all_rows(*EVERYBODY), CITY),
        Secure("policies_clause", all_rows(*EVERYBODY), CITY),
        Secure("policies_rulesversion", all_rows(*EVERYBODY), CITY),
        Secure("policies_ruleset", {**PUBLIC, **CITY}, CITY),
        Secure("policies_rulechange", CITY, CITY),
        Secure(
            "policies_decision",
            rows_of(*PEOPLE),
            insert=rows_of("app_organization", "app_city"),
            append_only=True,
        ),
        AppendOnly("policies_decision"),
        migrations.RunSQL(PUBLISHED, NOT_PUBLISHED),
        migrations.RunSQL(CHANGED, "DROP FUNCTION policies_rules_changed()"),
        *(watch(table) for table in RULES),
        migrations.RunSQL(SETS, UNSETS),
    ]
