"""Row-level security of apprenticeships, and the two questions that cross units."""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, TenantForeignKey, own, rows_of
from trainees.operations import StandsWithTheKept

# Read by both units that train together (decision 83); written by the enterprise.
EITHER = f"organization_id = {own('organization_id')} OR institution_id = {own('organization_id')}"
READERS = rows_of("app_worker", "app_district", "app_city", app_organization=EITHER)

MENTORS = """
DECLARE
    acting bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    place bigint := NULLIF(current_setting('app.district_id', true), '')::bigint;
BEGIN
    RETURN QUERY SELECT u.id, m.organization_id, u.name::text
    FROM trainees_apprenticeplan p
    JOIN organizations_membership m ON m.organization_id IN (p.organization_id, p.institution_id)
        AND m.role = 'mentor' AND m.state = 'active'
    JOIN organizations_user u ON u.id = m.user_id
    WHERE p.id = wanted AND CASE current_setting('role')
        WHEN 'app_organization' THEN acting IN (p.organization_id, p.institution_id)
        WHEN 'app_district' THEN p.district_id = place ELSE true END
    ORDER BY u.name, u.id;
END
"""
ELSEWHERE = """
DECLARE
    acting bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
    place bigint := NULLIF(current_setting('app.district_id', true), '')::bigint;
BEGIN
    RETURN QUERY SELECT a.id FROM trainees_apprentice a
    JOIN trainees_apprentice other ON other.trainee_id = a.trainee_id AND other.is_live
        AND other.plan_id <> a.plan_id
    WHERE a.plan_id = wanted AND NOT a.is_dropped AND CASE current_setting('role')
        WHEN 'app_organization' THEN a.organization_id = acting
        WHEN 'app_district' THEN a.district_id = place ELSE true END;
END
"""
# Two records that are one person cannot both be in an apprenticeship.
CONFLICTS = """
BEGIN
    IF NOT may_compare(keeps, moves, numbers) THEN RETURN; END IF;
    RETURN QUERY SELECT 'apprenticeships', concat(p.number, ' / ', q.number)
    FROM trainees_apprentice a JOIN trainees_apprenticeplan p ON p.id = a.plan_id
    JOIN trainees_apprentice b ON b.trainee_id = moves AND NOT b.is_dropped
        AND (a.is_live AND b.is_live OR a.plan_id = b.plan_id)
    JOIN trainees_apprenticeplan q ON q.id = b.plan_id
    WHERE a.trainee_id = keeps AND NOT a.is_dropped;
END
"""


class Migration(migrations.Migration):
    dependencies = [("trainees", "0009_apprenticeships")]

    operations = [
        Secure(
            "trainees_apprenticeplan",
            {
                **READERS,
                "app_worker": "id = ANY (ARRAY(SELECT plan_id FROM trainees_apprentice))",
            },
            insert=rows_of("app_organization"),
            update=rows_of("app_organization", "app_district"),
        ),
        Secure(
            "trainees_apprentice",
            READERS,
            insert=rows_of("app_organization"),
            update=rows_of("app_organization", "app_district"),
        ),
        # Confirmed by a mentor, who may be of either unit.
        Secure(
            "trainees_apprenticelog",
            READERS,
            insert=rows_of("app_worker"),
            update=rows_of("app_worker", app_organization=EITHER),
        ),
        TenantForeignKey("trainees_apprentice", "plan_id", "trainees_apprenticeplan"),
        TenantForeignKey("trainees_apprentice", "employment_id", "trainees_employment"),
        TenantForeignKey("trainees_apprenticelog", "apprentice_id", "trainees_apprentice"),
        ListedFunction(
            "mentors_of_plan(wanted bigint)",
            "TABLE (person bigint, unit bigint, called text)",
            MENTORS,
            ["app_organization", "app_district"],
        ),
        ListedFunction(
            "apprenticed_elsewhere(wanted bigint)",
            "SETOF bigint",
            ELSEWHERE,
            ["app_organization", "app_district"],
        ),
        ListedFunction(
            "apprentice_conflicts(keeps bigint, moves bigint, numbers text)",
            "TABLE (code text, detail text)",
            CONFLICTS,
            ["app_district", "app_city"],
        ),
        StandsWithTheKept("trainees_apprentice"),
    ]
