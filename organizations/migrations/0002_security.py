"""Row-level security of users and tenants; who is to be told."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    ListedFunction,
    Secure,
    all_rows,
    own,
    rows_of,
)

COLLEAGUES = "id = ANY (ARRAY(SELECT user_id FROM organizations_membership))"
MEMBERS_OF = """
    BEGIN
        RETURN QUERY SELECT m.user_id FROM organizations_membership m
        JOIN organizations_organization o ON o.id = m.organization_id
        WHERE m.state = 'active' AND m.role = wanted_role AND {condition};
    END
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("core", "0002_security")]

    operations = [
        Secure("organizations_district", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure(
            "organizations_membership",
            {
                **all_rows("app_auth"),
                **rows_of("app_organization", "app_district", "app_city"),
                "app_worker": f"user_id = {own('user_id')}",
            },
            rows_of("app_organization", "app_city"),
        ),
        Secure(
            "organizations_user",
            {
                **all_rows("app_auth", "app_city"),
                "app_worker": f"id = {own('user_id')}",
                "app_organization": COLLEAGUES,
                "app_district": COLLEAGUES,
            },
            all_rows("app_auth", "app_city"),
        ),
        Secure("organizations_organization", all_rows(*EVERYBODY), all_rows("app_city")),
        ListedFunction(
            "users_in_role(wanted_role text, in_district bigint)",
            "SETOF bigint",
            MEMBERS_OF.format(
                condition="""CASE WHEN in_district IS NULL THEN o.kind = 'municipal_bureau'
                ELSE o.kind = 'district_bureau' AND o.district_id = in_district END"""
            ),
            PEOPLE,
        ),
        ListedFunction(
            "users_of_organization(wanted bigint, wanted_role text)",
            "SETOF bigint",
            MEMBERS_OF.format(condition="m.organization_id = wanted"),
            PEOPLE,
        ),
    ]
