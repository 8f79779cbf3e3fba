"""Row-level security of accreditations, their papers, visits and changes."""

from django.db import migrations

from core.tenancy.operations import Secure, TenantForeignKey, rows_of

READERS = rows_of("app_organization", "app_district", "app_city")
UNIT = rows_of("app_organization")
DISTRICT = rows_of("app_district")
BUREAUS = rows_of("app_district", "app_city")
KEY = "organizations_accreditation"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_accreditation")]

    operations = [
        Secure(KEY, READERS, insert=UNIT, update=READERS),
        Secure("organizations_accreditationchange", READERS, insert=UNIT, update=READERS),
        Secure("organizations_accreditationpaper", READERS, insert=UNIT),
        # the photos of a visit and their files are the bureau's own
        Secure("organizations_visitphoto", BUREAUS, insert=DISTRICT),
        Secure("organizations_visitfinding", READERS, insert=DISTRICT, update=DISTRICT),
        TenantForeignKey(KEY, "renews_id", KEY),
        TenantForeignKey("organizations_accreditationchange", "accreditation_id", KEY),
        TenantForeignKey("organizations_accreditationpaper", "accreditation_id", KEY),
        TenantForeignKey("organizations_accreditationpaper", "file_id", "core_storedfile"),
        TenantForeignKey(
            "organizations_accreditationpaper", "change_id", "organizations_accreditationchange"
        ),
        TenantForeignKey("organizations_visitphoto", "accreditation_id", KEY),
        TenantForeignKey("organizations_visitfinding", "accreditation_id", KEY),
    ]
