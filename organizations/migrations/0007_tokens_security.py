"""Row-level security of API tokens: everybody's own; who asks is found out as `app_auth`."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, all_rows, own

ONESELF = {**all_rows("app_auth"), **dict.fromkeys(PEOPLE, f"user_id = {own('user_id')}")}


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_tokens")]

    operations = [Secure("organizations_apitoken", ONESELF, ONESELF)]
