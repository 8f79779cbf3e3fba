"""Row-level security of jobs and stored files."""

from django.db import migrations

from core.tenancy.operations import (
    PEOPLE,
    Secure,
    TenantForeignKey,
    all_rows,
    own,
    rows_of,
)

READ = rows_of(*PEOPLE)
# A bureau reads what its units made, and makes and changes its own alone; the city's operator
# may cancel any job.
WRITE = {
    **rows_of("app_worker", "app_organization"),
    "app_district": f"organization_id = {own('organization_id')}",
}
CITY = {"app_city": f"organization_id = {own('organization_id')}"}


class Migration(migrations.Migration):
    dependencies = [("core", "0005_jobs_and_files")]

    operations = [
        Secure(
            "core_job", READ, insert={**WRITE, **CITY}, update={**WRITE, **all_rows("app_city")}
        ),
        Secure("core_storedfile", READ, insert={**WRITE, **CITY}),
        TenantForeignKey("core_job", "input_id", "core_storedfile"),
        TenantForeignKey("core_job", "output_id", "core_storedfile"),
    ]
