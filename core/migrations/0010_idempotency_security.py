"""Row-level security of repeatable requests: everybody's own."""

from django.db import migrations

from core.tenancy.operations import PEOPLE, Secure, own

ONESELF = dict.fromkeys(PEOPLE, f"user_id = {own('user_id')}")


class Migration(migrations.Migration):
    dependencies = [("core", "0009_idempotency")]

    operations = [Secure("core_idempotentrequest", ONESELF, ONESELF)]
