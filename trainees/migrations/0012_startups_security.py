"""Row-level security of business plans, and of the businesses people start."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, TenantForeignKey, own, rows_of

UNIT = rows_of("app_organization")
ONESELF = f"trainee_user_id = {own('user_id')}"
# Whoever links a business states nothing of what the register says.
NOT_CHECKED = f"{ONESELF} AND finding = 'not_checked'"


class Migration(migrations.Migration):
    dependencies = [("trainees", "0011_startups")]

    operations = [
        Secure("trainees_businessplan", rows_of(*PEOPLE), insert=UNIT, update=UNIT),
        TenantForeignKey("trainees_businessplan", "enrolment_id", "trainees_enrolment"),
        Secure(
            "trainees_startup",
            rows_of(*PEOPLE),
            insert={"app_worker": NOT_CHECKED},
            update={"app_worker": ONESELF},
        ),
        Secure(
            "trainees_startupfollowup",
            rows_of(*PEOPLE),
            insert={"app_worker": f"{NOT_CHECKED} AND state = 'planned'"},
            update={"app_worker": ONESELF, **UNIT},
        ),
        TenantForeignKey("trainees_startup", "enrolment_id", "trainees_enrolment"),
        TenantForeignKey("trainees_startupfollowup", "start_up_id", "trainees_startup"),
    ]
