"""Row-level security of quarterly reports and appeals.

The city reads all reports, others what was made for them.
"""

from django.db import migrations

from core.tenancy.operations import (
    InvokerView,
    ListedFunction,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

READERS = rows_of("app_organization", "app_district", "app_city")
UNIT = rows_of("app_organization")
RECIPIENT = f"user_id = {own('user_id')}"
# Compressing the arrays took longer than reading the records.
UNCOMPRESSED = """
ALTER TABLE supervision_reportpack
    ALTER object_ids SET STORAGE EXTERNAL, ALTER labels SET STORAGE EXTERNAL,
    ALTER persons SET STORAGE EXTERNAL, ALTER days SET STORAGE EXTERNAL,
    ALTER amounts SET STORAGE EXTERNAL
"""
# A row's id is its pack's with 24 bits after it for part and record.
ROWS = """
SELECT (p.id << 24) + (c.n - 1) * p.size + r.n AS id, p.id AS pack, p.report_id, p.run,
    p.district_id, p.organization_id, c.indicator, c.part, p.dim_district_id,
    p.dim_training_type, p.dim_institution_id, p.dim_occupation, p.kind, r.object_id, r.label,
    r."on", coalesce(r.amount, 1) AS amount, r.person
FROM supervision_reportpack p
CROSS JOIN LATERAL unnest(p.indicators, p.parts, p.day_of, p.amount_of)
    WITH ORDINALITY AS c (indicator, part, day_of, amount_of, n)
CROSS JOIN LATERAL unnest(p.object_ids, p.labels, p.persons,
    p.days[(c.day_of - 1) * p.size + 1 : c.day_of * p.size],
    p.amounts[(c.amount_of - 1) * p.size + 1 : c.amount_of * p.size])
    WITH ORDINALITY AS r (object_id, label, person, "on", amount, n)
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial"), ("trainees", "0002_security")]

    operations = [
        Secure("supervision_quarterlyreport", READERS, all_rows("app_city")),
        Secure("supervision_reportfigure", READERS, append_only=True),
        Secure("supervision_reportpack", READERS, append_only=True),
        migrations.RunSQL(UNCOMPRESSED, migrations.RunSQL.noop),
        InvokerView("supervision_reportrow", ROWS, list(READERS)),
        Secure("supervision_restatementreason", READERS, all_rows("app_city")),
        Secure(
            "supervision_reportreceipt",
            {"app_organization": RECIPIENT, "app_district": RECIPIENT, **all_rows("app_city")},
            insert=all_rows("app_city"),
            update=dict.fromkeys(("app_organization", "app_district", "app_city"), RECIPIENT),
        ),
        Secure(
            "supervision_decisionappeal",
            READERS,
            insert=UNIT,
            update=rows_of("app_organization", "app_city"),
        ),
        Secure("supervision_appealevidence", READERS, insert=UNIT),
        TenantForeignKey("supervision_appealevidence", "appeal_id", "supervision_decisionappeal"),
        TenantForeignKey("supervision_appealevidence", "file_id", "core_storedfile"),
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
