"""A system worker of its own process: asks for the list KIND in the database TEST_DATABASE."""

import os
import sys


def main():
    import django

    django.setup()
    from core.tenancy.scope import SYSTEM, acting_as
    from tests.conftest import connect_to
    from trainees.tasks import system_fetch_list

    connect_to(os.environ["TEST_DATABASE"])
    with acting_as(SYSTEM):
        print(system_fetch_list.run(os.environ["KIND"]))


if __name__ == "__main__":
    sys.exit(main())
