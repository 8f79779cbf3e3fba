"""A system worker of its own process: sends what is due in the database named by TEST_DATABASE."""

import os
import sys


def main():
    import django

    django.setup()
    from core.tasks import system_send_outbox
    from core.tenancy.scope import SYSTEM, acting_as
    from tests.conftest import connect_to

    connect_to(os.environ["TEST_DATABASE"])
    with acting_as(SYSTEM):
        system_send_outbox.run()


if __name__ == "__main__":
    sys.exit(main())
