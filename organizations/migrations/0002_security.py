"""Row-level security of users, tenants and accreditations; who is to be told; excluding roles."""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    PEOPLE,
    ListedFunction,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

ONESELF = {**all_rows("app_auth"), **dict.fromkeys(PEOPLE, f"user_id = {own('user_id')}")}
COLLEAGUES = "id = ANY (ARRAY(SELECT user_id FROM organizations_membership))"
MEMBERS_OF = """
    BEGIN
        RETURN QUERY SELECT m.user_id FROM organizations_membership m
        JOIN organizations_organization o ON o.id = m.organization_id
        WHERE m.state = 'active' AND m.role = wanted_role AND {condition};
    END
"""

UNIT = rows_of("app_organization")
DISTRICT = rows_of("app_district")
READERS = rows_of("app_organization", "app_district", "app_city")
ACCREDITATION = "organizations_accreditation"
OF_ACCREDITATION = (
    "organizations_accreditationchange",
    "organizations_accreditationpaper",
    "organizations_visitphoto",
    "organizations_visitfinding",
)
OWN_ORGANIZATION = f"organization_id = {own('organization_id')}"
DEPUTY_READERS = {
    **all_rows("app_auth"),
    **rows_of("app_organization", "app_city"),
    "app_district": OWN_ORGANIZATION,
}
DEPUTY_WRITERS = {**rows_of("app_organization", "app_city"), "app_district": OWN_ORGANIZATION}

# every role a person holds anywhere, also as somebody's deputy
HELD = """
    SELECT m.role FROM organizations_membership m WHERE m.user_id = {person} AND m.state <> 'ended'
    UNION
    SELECT m.role FROM organizations_deputy d JOIN organizations_membership m ON m.id = d.member_id
    WHERE d.deputy_user_id = {person} AND d.state = 'active'
"""

HOLDS = f"""
    BEGIN
        RETURN EXISTS (
            SELECT 1 FROM organizations_roleconflict c JOIN ({HELD.format(person='person')}) held
            ON held.role = c.other WHERE c.role = wanted
        );
    END
"""

REFUSE = f"""
    DECLARE person bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    BEGIN
        -- two transactions that give one person a role each wait here for one another
        PERFORM pg_advisory_xact_lock(hashtextextended('roles ' || person, 0));
        IF EXISTS (
            SELECT 1 FROM ({HELD.format(person='person')}) one
            JOIN organizations_roleconflict c ON c.role = one.role
            JOIN ({HELD.format(person='person')}) two ON two.role = c.other
        ) THEN
            RAISE EXCEPTION 'roles of this person exclude each other'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'roles_are_compatible';
        END IF;
        RETURN NULL;
    END
"""

BEGIN = """
    DECLARE made bigint;
    BEGIN
        INSERT INTO organizations_membership
            (user_id, organization_id, district_id, role, state, since)
        SELECT member, i.organization_id, i.district_id, i.role, 'active', at
        FROM organizations_invitation i WHERE i.id = invitation AND i.state = 'sent'
        ON CONFLICT DO NOTHING RETURNING id INTO made;
        RETURN made;
    END
"""


def trigger(table, person, states):
    """A check at the end of the transaction, for every row that gives `person` a role."""
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER roles_are_compatible AFTER INSERT OR UPDATE ON {table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state {states})"
        f" EXECUTE FUNCTION refuse_conflicting_roles('{person}')",
        f"DROP TRIGGER roles_are_compatible ON {table}",
    )


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
        # sign-in alone reads and writes them
        Secure("organizations_knowndevice", all_rows("app_auth"), insert=all_rows("app_auth")),
        # who asks with a token is found out as `app_auth`
        Secure("organizations_apitoken", ONESELF, ONESELF),
        Secure(
            "organizations_invitation",
            {**all_rows("app_auth"), **rows_of("app_organization", "app_city")},
            insert=rows_of("app_organization", "app_city"),
            update={**all_rows("app_auth"), **rows_of("app_organization", "app_city")},
        ),
        Secure(
            "organizations_deputy",
            DEPUTY_READERS,
            insert=rows_of("app_organization", "app_city"),
            update=DEPUTY_WRITERS,
        ),
        Secure("organizations_roleconflict", all_rows("app_auth", *PEOPLE)),
        TenantForeignKey("organizations_deputy", "member_id", "organizations_membership"),
        TenantForeignKey("organizations_deputy", "deputy_id", "organizations_membership"),
        ListedFunction(
            "holds_conflicting_role(person bigint, wanted text)",
            "boolean",
            HOLDS,
            ["app_auth", "app_organization", "app_district", "app_city"],
        ),
        ListedFunction(
            "begin_membership(invitation bigint, member bigint, at timestamptz)",
            "bigint",
            BEGIN,
            ["app_auth"],
        ),
        ListedFunction("refuse_conflicting_roles()", "trigger", REFUSE, []),
        trigger("organizations_membership", "user_id", "<> 'ended'"),
        trigger("organizations_deputy", "deputy_user_id", "= 'active'"),
        Secure(ACCREDITATION, READERS, insert=UNIT, update=READERS),
        Secure("organizations_accreditationchange", READERS, insert=UNIT, update=READERS),
        Secure("organizations_accreditationpaper", READERS, insert=UNIT),
        # the photos of a visit and their files are the bureau's own
        Secure(
            "organizations_visitphoto", rows_of("app_district", "app_city"), insert=DISTRICT
        ),
        Secure("organizations_visitfinding", READERS, insert=DISTRICT, update=DISTRICT),
        TenantForeignKey(ACCREDITATION, "renews_id", ACCREDITATION),
        *(TenantForeignKey(table, "accreditation_id", ACCREDITATION) for table in OF_ACCREDITATION),
        TenantForeignKey("organizations_accreditationpaper", "file_id", "core_storedfile"),
        TenantForeignKey(
            "organizations_accreditationpaper", "change_id", "organizations_accreditationchange"
        ),
    ]
