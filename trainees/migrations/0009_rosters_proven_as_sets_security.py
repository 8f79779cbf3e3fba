"""What the rows of a roster name is proven for all of them at once, not row by row (decision 44)."""

from importlib import import_module

from django.db import migrations

from core.tenancy.operations import ListedFunction

EARLIER = import_module("trainees.migrations.0007_lighter_enrolments_security").Migration.operations
REGISTER, UNDO = (operation for operation in EARLIER if isinstance(operation, ListedFunction))
AT_FIRST = "BEGIN\n"
DISTRICT_EXISTS = """BEGIN
                PERFORM FROM organizations_district WHERE id = home_district FOR KEY SHARE;
                IF NOT FOUND THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such home district';
                END IF;
"""
NEW_PEOPLE = "-- A person made by the import goes too"
HELD = f"""-- Who names one of these people from now on waits, and finds them gone or is found.
                PERFORM FROM trainees_trainee t JOIN organizations_user u ON u.id = t.user_id
                WHERE t.id = ANY(people) ORDER BY t.id FOR UPDATE;
                {NEW_PEOPLE}"""


def again(function: ListedFunction, old: str, new: str) -> list:
    """The function with some lines put in, now proving its rows itself; back it goes as it was."""
    assert function.body.count(old) == 1
    body = function.body.replace(old, new)
    signature, returns, roles = function.signature, function.returns, function.roles
    return [
        migrations.RunSQL(f"DROP FUNCTION {function.name}", ";\n".join(function.forwards())),
        ListedFunction(signature, returns, body, roles, proves_sets=True),
    ]


class Migration(migrations.Migration):
    dependencies = [("trainees", "0008_roster_packs")]

    operations = [
        *again(REGISTER, AT_FIRST, DISTRICT_EXISTS),
        ListedFunction(
            """enrol_people(wanted bigint, classes bigint[], people bigint[], accounts bigint[],
            names text[], masked text[], sealed_phones text[], educations text[],
            key_groups bigint[], remarks text[], at timestamptz)""",
            "void",
            """
            DECLARE
                unit bigint := NULLIF(current_setting('app.organization_id', true), '')::bigint;
                held bigint;
            BEGIN
                -- Whatever the new rows name is held, and then looked for in one query each.
                PERFORM FROM trainees_rosterimport
                WHERE id = wanted AND organization_id = unit AND state = 'checked' FOR KEY SHARE;
                IF NOT FOUND THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such roster of this unit';
                END IF;
                PERFORM FROM programs_trainingclass
                WHERE id IN (SELECT unnest(classes)) AND organization_id = unit FOR KEY SHARE;
                GET DIAGNOSTICS held = ROW_COUNT;
                IF held <> (SELECT count(DISTINCT id) FROM unnest(classes) id) THEN
                    RAISE foreign_key_violation USING MESSAGE = 'a class of another unit';
                END IF;
                PERFORM FROM trainees_keygroup WHERE id IN (SELECT unnest(key_groups)) FOR KEY SHARE;
                GET DIAGNOSTICS held = ROW_COUNT;
                IF held <> (SELECT count(DISTINCT id) FROM unnest(key_groups) id) THEN
                    RAISE foreign_key_violation USING MESSAGE = 'no such key group';
                END IF;
                -- Who was made in this transaction is seen by nobody else and need not be held.
                PERFORM FROM trainees_trainee WHERE id IN (SELECT unnest(people))
                    AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR KEY SHARE;
                IF EXISTS (SELECT FROM unnest(people, accounts) w(person, account)
                    LEFT JOIN trainees_trainee t ON t.id = w.person AND t.user_id = w.account
                    WHERE t.id IS NULL)
                THEN RAISE foreign_key_violation USING MESSAGE = 'no such person, or another account';
                END IF;
                INSERT INTO trainees_enrolment (training_class_id, organization_id, district_id,
                    trainee_id, trainee_user_id, name, masked_identity, phone, education,
                    key_group_id, remark, source, roster_id, state, enrolled_at, outcome_code,
                    threshold_clause)
                SELECT w.class, c.organization_id, c.district_id, w.person, w.account, w.name,
                    w.masked, w.phone, w.education, w.key_group, w.remark, 'roster', wanted,
                    'confirmed', at, '', ''
                FROM unnest(classes, people, accounts, names, masked, sealed_phones, educations,
                    key_groups, remarks) WITH ORDINALITY
                    w(class, person, account, name, masked, phone, education, key_group, remark,
                        place)
                JOIN programs_trainingclass c ON c.id = w.class AND c.organization_id = unit
                ORDER BY w.place;
            END
            """,
            ["app_organization"],
            proves_sets=True,
        ),
        *again(UNDO, NEW_PEOPLE, HELD),
    ]
