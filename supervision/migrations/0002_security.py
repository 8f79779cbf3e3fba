"""Row-level security of quarterly reports: the city reads all, others what was made for them."""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, all_rows, own, rows_of

READERS = rows_of("app_organization", "app_district", "app_city")
RECIPIENT = f"user_id = {own('user_id')}"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial"), ("trainees", "0002_security")]

    operations = [
        Secure("supervision_quarterlyreport", READERS, all_rows("app_city")),
        Secure("supervision_reportfigure", READERS, append_only=True),
        Secure("supervision_reportrow", READERS, append_only=True),
        Secure("supervision_restatementreason", READERS, all_rows("app_city")),
        Secure(
            "supervision_reportreceipt",
            {"app_organization": RECIPIENT, "app_district": RECIPIENT, **all_rows("app_city")},
            insert=all_rows("app_city"),
            update=dict.fromkeys(("app_organization", "app_district", "app_city"), RECIPIENT),
        ),
        ListedFunction(
            "published_figures()",
            """TABLE (quarter text, edition int, locked_at timestamptz, indicator text,
            district_id bigint, training_type text, numerator numeric, denominator numeric,
            value numeric)""",
            """
            BEGIN
                RETURN QUERY
                WITH signed AS (
                    SELECT DISTINCT ON (r.quarter) r.* FROM supervision_quarterlyreport r
                    WHERE r.scope = 'city' AND r.state = 'locked'
                    ORDER BY r.quarter DESC, r.edition DESC LIMIT 9)
                SELECT s.quarter::text, s.edition::int, s.locked_at, f.indicator::text,
                    f.dim_district_id, f.dim_training_type::text, f.numerator, f.denominator,
                    f.value
                FROM signed s
                JOIN supervision_reportfigure f ON f.report_id = s.id AND f.run = s.run
                WHERE f.dim_institution_id IS NULL AND f.dim_occupation = ''
                    AND (s.quarter = (SELECT max(n.quarter) FROM signed n)
                        OR (f.dim_district_id IS NULL AND f.dim_training_type = ''));
            END
            """,
            ["app_anon"],
        ),
        ListedFunction(
            "report_by_code(wanted text)",
            """TABLE (quarter text, edition int, scope text, place_zh text, place_en text, state text,
            as_of timestamptz, locked_at timestamptz, newest int)""",
            """
            BEGIN
                RETURN QUERY SELECT r.quarter::text, r.edition::int, r.scope::text,
                    coalesce(u.name, d.zh, '')::text, coalesce(u.name, d.en, '')::text,
                    r.state::text, r.as_of, r.locked_at,
                    (SELECT max(l.edition)::int FROM supervision_quarterlyreport l
                     WHERE l.quarter = r.quarter AND l.scope = r.scope
                        AND l.district_id IS NOT DISTINCT FROM r.district_id
                        AND l.organization_id IS NOT DISTINCT FROM r.organization_id
                        AND (l.state = 'locked' OR l.id = r.id))
                FROM supervision_quarterlyreport r
                LEFT JOIN organizations_district d ON d.id = r.district_id
                LEFT JOIN organizations_organization u ON u.id = r.organization_id
                WHERE r.figures_hash = wanted AND r.state <> 'generating';
            END
            """,
            ["app_anon"],
        ),
    ]
