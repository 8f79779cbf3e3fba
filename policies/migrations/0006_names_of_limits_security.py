"""Words of a published row may be filled in once; a change of the library is a change of rules."""

from django.db import migrations

# Published rows stay as they are; only the end of known time, a missing clause and missing words
# may be set, once. A new row comes from a set that is published; the owner loads reference rows.
ROWS = """
CREATE OR REPLACE FUNCTION policies_row_is_published() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
CHANGED = """
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION policies_rules_changed();
"""
UNCHANGED = "DROP TRIGGER rules_changed ON {0};"
LIBRARY = ("policies_policydocument", "policies_clause")


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_names_of_limits")]

    operations = [
        migrations.RunSQL(ROWS, migrations.RunSQL.noop),
        *(migrations.RunSQL(CHANGED.format(t), UNCHANGED.format(t)) for t in LIBRARY),
    ]
