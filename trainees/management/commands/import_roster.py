"""`manage.py import_roster FILE --class NUMBER --as USERNAME`: a roster without a browser."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.enums import UNIT_ADMINS
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from organizations.models import User
from organizations.queries import actor_of, memberships_of
from programs.models import TrainingClass
from trainees.services.roster import check_roster, discard_roster, errors_of, import_roster


class Command(BaseCommand):
    help = "Check a roster file (XLSX or CSV) and enrol its people in a class."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--class", dest="number", help="the class number; without it every row names its class"
        )
        parser.add_argument("--as", dest="username", required=True, help="who administers the unit")
        parser.add_argument("--dry-run", action="store_true", help="name the errors, enrol nobody")
        parser.add_argument("--errors", type=Path, help="where to write the rows with errors")
        parser.add_argument("--good-rows", action="store_true", help="leave out rows with errors")

    def handle(self, **options):
        actor = administrator(options["username"])
        data = content(options["file"])
        try:
            with acting_as(actor.scope):
                number = options["number"]
                row = own_class(number, actor) if number else None
                name = options["file"].name
                roster = check_roster(row, actor=actor, data=data, file_name=name)
                self.conclude(roster, actor, options)
        except Refused as refused:
            lines = [error.message for error in refused.errors or (refused,)]
            raise CommandError("\n".join(lines)) from None

    def conclude(self, roster, actor, options):
        """Print the errors; import, or discard the file."""
        for error in roster.errors:
            self.stderr.write(f"{error['row']} {error['column']}: {error['message']}".strip())
        self.stdout.write(f"good rows: {roster.good_count}, rows with errors: {roster.bad_count}")
        if options["errors"] and roster.bad_count:
            options["errors"].write_bytes(errors_of(roster))
        wanted = options["good_rows"] or not roster.bad_count
        if options["dry_run"] or not wanted:
            discard_roster(roster, actor=actor)
        if options["dry_run"]:
            return
        if not wanted:
            raise CommandError("Nothing is imported: correct the file, or add --good-rows.")
        self.import_or_discard(roster, actor)

    def import_or_discard(self, roster, actor):
        """A refused file is not kept: whoever sits at the command sends it again."""
        try:
            done = import_roster(roster, actor=actor)
        except Refused:
            discard_roster(roster, actor=actor)
            raise
        self.stdout.write(f"enrolled: {done.imported_count}")


def administrator(username: str):
    """The actor of somebody who administers a unit. Raises CommandError."""
    with acting_as(AUTH):
        user = User.objects.filter(username=username).first()
        found = [m for m in memberships_of(user) if m.role in UNIT_ADMINS] if user else []
    if not found:
        raise CommandError(f"{username} administers no institution or enterprise.")
    return actor_of(found[0])


def own_class(number: str, actor) -> TrainingClass:
    """The class of the administrator's own unit. Raises CommandError."""
    row = TrainingClass.objects.visible_to(actor).filter(number=number).first()
    if row is None:
        raise CommandError(f"There is no class {number} of this unit.")
    return row


def content(path: Path) -> bytes:
    """The bytes of the file. Raises CommandError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
