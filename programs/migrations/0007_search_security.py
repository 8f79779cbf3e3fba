"""What a word of the public search means: trigram operators are not leakproof (tenancy)."""

from django.db import migrations

from core.tenancy.operations import ListedFunction


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0006_search_indexes"),
        ("organizations", "0012_search_indexes"),
    ]

    operations = [
        ListedFunction(
            # o: organizations, p: listed programmes, c: public classes, at most so many of these
            "class_search(pattern text, most integer)",
            "TABLE (kind text, id bigint)",
            """
            BEGIN
                -- planned anew each time: it matters how common the word is
                RETURN QUERY EXECUTE $query$
                    SELECT 'o', id FROM organizations_organization WHERE search_text LIKE $1
                    UNION ALL
                    SELECT 'p', id FROM programs_programme
                    WHERE is_public AND (search_text LIKE $1 OR occupation_id IN
                        (SELECT id FROM programs_occupation WHERE search_text LIKE $1))
                    UNION ALL
                    (SELECT 'c', id FROM programs_trainingclass
                    WHERE is_public AND search_text LIKE $1 LIMIT $2)
                $query$ USING pattern, most;
            END
            """,
            ["app_anon"],
        ),
    ]
