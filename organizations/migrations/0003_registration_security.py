"""Row-level security of unit registrations, and the four doors through which others pass.

The public hands one in, follows it and takes it back by listed functions and reads no row; the
district makes of it the unit it states, and one invitation to its contact person.
"""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, own, rows_of

TABLE = "organizations_unitregistration"
OF_THE_DISTRICT = f"r.district_id = {own('district_id')}"
NEW_ID = "nextval(pg_get_serial_sequence('{0}', 'id'))"

SUBMIT = f"""
    DECLARE f {TABLE} := jsonb_populate_record(NULL::{TABLE}, facts);
    BEGIN
        f.id := {NEW_ID.format(TABLE)};
        f.state := 'submitted';
        f.number := series || '-' || lpad(next_serial(series)::text, 6, '0');
        f.search_text := f.search_text || E'\\n' || lower(f.number);
        INSERT INTO {TABLE} VALUES (f.*);
        -- looked at now: whoever confirms the same code at this moment has been waited for
        IF EXISTS (SELECT FROM organizations_organization o WHERE o.uscc = f.uscc) THEN
            RAISE unique_violation USING CONSTRAINT = 'organization_uscc_once';
        END IF;
        RETURN QUERY SELECT f.id, f.number::text;
    END
"""

BY_CODE = f"""
    BEGIN
        RETURN QUERY SELECT r.id, r.number::text, r.name::text, r.state::text, r.district_id,
            r.submitted_at, r.reply_due_on, r.answered_at, r.reason_code::text, r.reason::text,
            o.number::text, r.invited_at
        FROM {TABLE} r LEFT JOIN organizations_organization o ON o.id = r.unit_id
        WHERE r.code_hash = ANY (codes) AND r.phone_hash = ANY (phones);
    END
"""

WITHDRAW = f"""
    DECLARE done bigint;
    BEGIN
        UPDATE {TABLE} r SET state = 'withdrawn' WHERE r.code_hash = ANY (codes)
            AND r.phone_hash = ANY (phones) AND r.state = 'submitted' RETURNING r.id INTO done;
        RETURN done;
    END
"""

ADMIT = f"""
    DECLARE
        o organizations_organization :=
            jsonb_populate_record(NULL::organizations_organization, facts);
        reg {TABLE};
    BEGIN
        SELECT * INTO reg FROM {TABLE} r
        WHERE r.id = registration AND r.state = 'submitted' AND {OF_THE_DISTRICT};
        IF reg.id IS NULL THEN RETURN NULL; END IF;
        o.id := {NEW_ID.format("organizations_organization")};
        o.kind := reg.kind; o.name := reg.name; o.short_name := reg.short_name;
        o.uscc := reg.uscc; o.district_id := reg.district_id;
        o.standing := 'none'; o.accredited_until := NULL;
        INSERT INTO organizations_organization VALUES (o.*);
        RETURN o.id;
    END
"""

INVITE = f"""
    DECLARE
        i organizations_invitation := jsonb_populate_record(NULL::organizations_invitation, facts);
        reg {TABLE};
    BEGIN
        SELECT * INTO reg FROM {TABLE} r
        WHERE r.id = registration AND r.state = 'confirmed' AND {OF_THE_DISTRICT};
        IF reg.id IS NULL OR EXISTS (
            SELECT FROM organizations_membership m WHERE m.organization_id = reg.unit_id
        ) THEN RETURN NULL; END IF;
        i.role := reg.kind || '_admin';
        UPDATE organizations_invitation old SET token_hash = i.token_hash, sent_at = i.sent_at,
            due_on = i.due_on, sent_by_id = i.sent_by_id
        WHERE old.organization_id = reg.unit_id AND old.role = i.role AND old.state = 'sent'
        RETURNING old.id INTO i.id;
        IF i.id IS NULL THEN
            i.id := {NEW_ID.format("organizations_invitation")};
            i.organization_id := reg.unit_id; i.district_id := reg.district_id; i.state := 'sent';
            i.name := reg.contact_name; i.phone := reg.phone; i.email := reg.email;
            INSERT INTO organizations_invitation VALUES (i.*);
        END IF;
        RETURN i.id;
    END
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_security")]

    operations = [
        Secure(
            TABLE, rows_of("app_district", "app_city"), update=rows_of("app_district")
        ),
        ListedFunction(
            "submit_registration(facts jsonb, series text)",
            "TABLE (made bigint, made_number text)",
            SUBMIT,
            ["app_anon"],
        ),
        ListedFunction(
            "registration_by_code(codes text[], phones text[])",
            "TABLE (pk bigint, number text, name text, state text, district_id bigint,"
            " submitted_at timestamptz, reply_due_on date, answered_at timestamptz,"
            " reason_code text, reason text, unit_number text, invited_at timestamptz)",
            BY_CODE,
            ["app_anon"],
        ),
        ListedFunction(
            "withdraw_registration(codes text[], phones text[])", "bigint", WITHDRAW, ["app_anon"]
        ),
        ListedFunction(
            "admit_unit(registration bigint, facts jsonb)", "bigint", ADMIT, ["app_district"]
        ),
        ListedFunction(
            "invite_administrator(registration bigint, facts jsonb)",
            "bigint",
            INVITE,
            ["app_district"],
        ),
    ]
