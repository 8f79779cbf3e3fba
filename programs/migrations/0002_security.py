"""Row-level security of what is taught, licensed and planned; seats and search across tenants.

Trigram operators are not leakproof: what a word of the public search means is asked by a function.
"""

from django.db import migrations

from core.tenancy.operations import (
    EVERYBODY,
    ListedFunction,
    Secure,
    TenantForeignKey,
    all_rows,
    rows_of,
)

UNIT = rows_of("app_organization")
UNIT_AND_DISTRICT = rows_of("app_organization", "app_district")
STAFF = rows_of("app_organization", "app_district", "app_city")
GRANTED = "is_granted"


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial"), ("organizations", "0002_security")]

    operations = [
        Secure("programs_occupation", all_rows(*EVERYBODY), all_rows("app_city")),
        Secure("programs_teacher", STAFF, UNIT),
        Secure(
            "programs_venue",
            {**all_rows("app_anon", "app_worker"), **STAFF},
            UNIT,
        ),
        Secure(
            "programs_programme",
            {"app_anon": "is_public", "app_worker": "is_public", **STAFF},
            insert=UNIT,
            update=rows_of("app_organization", "app_city"),
        ),
        Secure(
            "programs_trainingclass",
            {"app_anon": "is_public", "app_worker": "is_announced", **STAFF},
            insert=UNIT,
            update=STAFF,  # an appeal that is upheld reopens a class in the transaction of the city
        ),
        Secure(
            "programs_session",
            {"app_anon": "is_announced", "app_worker": "is_announced", **STAFF},
            insert=UNIT_AND_DISTRICT,  # a change that adds one is written by who approves it
            update=STAFF,  # an inspector of the city voids a session that was not held
        ),
        Secure(
            "programs_annualplanversion",
            {"app_district": "is_shared", **all_rows("app_city")},
            all_rows("app_city"),
        ),
        Secure(
            "programs_target",
            {
                # of those plans that the district itself may read
                "app_district": "plan_id IN (SELECT id FROM programs_annualplanversion)",
                **all_rows("app_city"),
            },
            all_rows("app_city"),
        ),
        Secure(
            "programs_plancomment",
            rows_of("app_district", "app_city"),
            insert=rows_of("app_district"),
            append_only=True,
        ),
        Secure(
            "programs_accreditationscope",
            {"app_anon": GRANTED, "app_worker": GRANTED, **STAFF},
            rows_of("app_organization", "app_city"),
        ),
        TenantForeignKey("programs_trainingclass", "programme_id", "programs_programme"),
        TenantForeignKey("programs_trainingclass", "venue_id", "programs_venue"),
        TenantForeignKey("programs_session", "training_class_id", "programs_trainingclass"),
        TenantForeignKey("programs_session", "teacher_id", "programs_teacher"),
        TenantForeignKey("programs_session", "venue_id", "programs_venue"),
        TenantForeignKey(
            "programs_accreditationscope", "accreditation_id", "organizations_accreditation"
        ),
        # A class is written at every seat: with room on its page none of its indexes is touched.
        migrations.RunSQL(
            "ALTER TABLE programs_trainingclass SET (fillfactor = 80)",
            "ALTER TABLE programs_trainingclass RESET (fillfactor)",
        ),
        ListedFunction(
            "take_seat(wanted bigint)",
            "boolean",
            """
            BEGIN
                -- a seat that was given back belongs to who waits for it
                UPDATE programs_trainingclass SET seats_taken = seats_taken + 1
                WHERE id = wanted AND state IN ('approved', 'open')
                    AND seats_taken + waiting < seats;
                RETURN FOUND;
            END
            """,
            ["app_worker", "app_organization"],
        ),
        ListedFunction(
            "join_waiting(wanted bigint)",
            "boolean",
            """
            BEGIN
                UPDATE programs_trainingclass SET waiting = waiting + 1
                WHERE id = wanted AND state = 'open' AND has_waiting_list
                    AND seats_taken + waiting >= seats;
                RETURN FOUND;
            END
            """,
            ["app_worker", "app_organization"],
        ),
        ListedFunction(
            "seat_for_waiting(wanted bigint)",
            "boolean",
            """
            BEGIN
                UPDATE programs_trainingclass
                SET waiting = waiting - 1, seats_taken = seats_taken + 1
                WHERE id = wanted AND state = 'open' AND waiting > 0 AND seats_taken < seats;
                RETURN FOUND;
            END
            """,
            [],
        ),
        ListedFunction(
            "take_seats(classes bigint[], wanted int[])",
            "SETOF bigint",
            """
            BEGIN
                PERFORM FROM programs_trainingclass WHERE id = ANY(classes) ORDER BY id FOR UPDATE;
                RETURN QUERY SELECT w.class FROM unnest(classes, wanted) w(class, number)
                    WHERE w.number < 1 OR NOT EXISTS (SELECT FROM programs_trainingclass c
                        WHERE c.id = w.class AND c.state IN ('approved', 'open')
                            AND c.seats_taken + c.waiting + w.number <= c.seats);
                IF FOUND THEN RETURN; END IF;
                UPDATE programs_trainingclass c SET seats_taken = c.seats_taken + w.number
                FROM unnest(classes, wanted) w(class, number) WHERE c.id = w.class;
            END
            """,
            ["app_organization"],
        ),
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
