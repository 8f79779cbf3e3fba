"""Row-level security of the licensed scope: what was granted is public."""

from django.db import migrations

from core.tenancy.operations import Secure, TenantForeignKey, rows_of

GRANTED = "is_granted"


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0007_scope"),
        ("organizations", "0004_accreditation_security"),
    ]

    operations = [
        Secure(
            "programs_accreditationscope",
            rows_of(
                "app_organization",
                "app_district",
                "app_city",
                app_anon=GRANTED,
                app_worker=GRANTED,
            ),
            rows_of("app_organization", "app_city"),
        ),
        TenantForeignKey(
            "programs_accreditationscope", "accreditation_id", "organizations_accreditation"
        ),
    ]
