"""Row-level security of certificates of completion, and the one look at them from outside."""

from django.db import migrations

from core.tenancy.operations import (
    AppendOnly,
    ListedFunction,
    Secure,
    TenantForeignKey,
    own,
    rows_of,
)

TABLE = "trainees_completioncertificate"
# It names no account: whose it is the enrolment says, also when two records are put together.
OF_ONESELF = f"""EXISTS (SELECT FROM trainees_enrolment e
    WHERE e.id = enrolment_id AND e.trainee_user_id = {own("user_id")})"""

CHECK = f"""
BEGIN
    RETURN QUERY SELECT c.number::text, c.issued_at,
        c.facts - '{{masked_identity,attended_minutes,scheduled_minutes,score}}'::text[]
    FROM {TABLE} c WHERE c.number = asked AND c.facts ->> 'name' = person;
END
"""


class Migration(migrations.Migration):
    dependencies = [("trainees", "0013_completion")]

    operations = [
        Secure(
            TABLE,
            rows_of("app_organization", "app_district", "app_city", app_worker=OF_ONESELF),
            insert=rows_of("app_organization"),
            append_only=True,
        ),
        AppendOnly(TABLE),
        TenantForeignKey(TABLE, "enrolment_id", "trainees_enrolment"),
        ListedFunction(
            # What a paper in hand says, to whoever reads number and name from it.
            "certificate_in_hand(asked text, person text)",
            "TABLE (number text, issued_at timestamptz, facts jsonb)",
            CHECK,
            ["app_anon"],
        ),
    ]
