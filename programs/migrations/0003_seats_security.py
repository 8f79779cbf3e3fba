"""Seats for a whole roster at once."""

from django.db import migrations

from core.tenancy.operations import ListedFunction


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_security")]

    operations = [
        ListedFunction(
            "take_seats(classes bigint[], wanted int[])",
            "SETOF bigint",
            """
            BEGIN
                PERFORM FROM programs_trainingclass WHERE id = ANY(classes) ORDER BY id FOR UPDATE;
                RETURN QUERY SELECT w.class FROM unnest(classes, wanted) w(class, number)
                    WHERE w.number < 1 OR NOT EXISTS (SELECT FROM programs_trainingclass c
                        WHERE c.id = w.class AND c.state IN ('approved', 'open')
                            AND c.seats_taken + w.number <= c.seats);
                IF FOUND THEN RETURN; END IF;
                UPDATE programs_trainingclass c SET seats_taken = c.seats_taken + w.number
                FROM unnest(classes, wanted) w(class, number) WHERE c.id = w.class;
            END
            """,
            ["app_organization"],
        ),
    ]
