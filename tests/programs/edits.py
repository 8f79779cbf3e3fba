"""Random edits of what the directories publish: by services, by saving a row, by raw SQL."""

from datetime import timedelta

from django.db import connection

from core import clock
from core.models import ClockOffset
from core.numbers import next_serials
from core.tenancy.scope import ANON, OWNER, acting_as
from core.workflow import perform
from organizations.enums import OrganizationKind, Standing
from organizations.models import Accreditation, District, Organization
from organizations.services import create_organization
from organizations.services.organizations import set_standing, settle_unit
from programs.models import AccreditationScope, Occupation, Programme, TrainingClass
from tests import world

LIST = "/institutions/"
NAMES = "海山星云林江河湖松梅"


def today():
    """The local day by the product's clock, asked as the public."""
    with acting_as(ANON):
        return clock.today()


def later(days=1):
    """So many days pass."""
    with acting_as(OWNER):
        ClockOffset.objects.filter(pk=1).update(
            seconds=int(clock.offset().total_seconds()) + days * 86400
        )


class Edits:
    """Edits of a world; the same seed gives the same ones."""

    def __init__(self, random, sides):
        self.random, self.city = random, world.city_actor(sides["市"])
        for code in District.objects.values_list(
            "code", flat=True
        ):  # the world took the first ones
            next_serials(f"organization-{code.replace('-', '')}", 9)
        self.codes = [row.code for row in Occupation.objects.order_by("code")[:6]]
        self.ways = [
            getattr(self, name) for name in sorted(vars(Edits)) if name.startswith(("by_", "raw_"))
        ]

    def make(self, number) -> None:
        for way in self.random.choices(self.ways, k=number):
            way()

    def one(self, rows):
        return self.random.choice(list(rows.order_by("pk")))

    @property
    def unit(self) -> Organization:
        return self.one(Organization.objects.filter(kind__in=("institution", "agency")))

    @property
    def word(self) -> str:
        return "".join(self.random.choices(NAMES, k=3))

    @property
    def occupation(self) -> Occupation:
        return Occupation.objects.get(code=self.random.choice(self.codes))

    def by_service_standing(self):
        standing = self.random.choice([*Standing])
        until = clock.today() + timedelta(days=self.random.randint(0, 900))
        set_standing(actor=self.city, organization=self.unit, standing=standing, until=until)

    def by_service_facts(self):
        fact = self.random.choice(["name", "address"])
        settle_unit(actor=self.city, organization=self.unit, **{fact: self.word})

    def by_service_new_unit(self):
        create_organization(
            actor=world.ACTOR, kind=self.random.choice([*OrganizationKind]), name=self.word,
            short_name="新", district=self.one(District.objects.active()),
            standing=Standing.ACCREDITED, accredited_until=clock.today(),
        )  # fmt: skip

    def by_move_of_a_programme(self):
        row = self.one(Programme.objects.filter(state__in=("listed", "suspended")))
        move = "suspend" if row.state == "listed" else "resume"
        perform(row, move, actor=self.city, reason="理由")

    def by_saving_a_unit(self):
        row = self.unit
        row.short_name, row.district = self.word, self.one(District.objects.active())
        row.save()

    def by_saving_a_programme(self):
        row = self.one(Programme.objects.filter(state="listed") or Programme.objects)
        row.name, row.lessons = self.word, self.random.randint(40, 90)
        row.save()

    def by_saving_a_line(self):
        row = self.one(Accreditation.objects.filter(state="accredited"))
        AccreditationScope.objects.create(
            accreditation=row, organization=row.organization, district=row.district,
            training_type="high_skilled", occupation=self.occupation, level="3",
            valid_from=clock.today(), valid_to=clock.today() + timedelta(days=1),
        )  # fmt: skip

    def by_saving_an_occupation(self):
        row = self.occupation
        row.zh, row.shortage_grade = self.word, self.random.choice(["", "severe", "general"])
        row.shortage_from = clock.today() if row.shortage_grade else None
        row.save()

    def by_saving_a_class(self):
        row = self.one(TrainingClass.objects.filter(filed_at__isnull=False))
        row.state = self.random.choice(["open", "open", "running", "approved"])
        row.name, row.seats = self.word, self.random.randint(5, 40)
        row.save()

    def by_replacing_a_programme(self):
        row = self.one(Programme.objects.filter(state="listed") or Programme.objects)
        others = Programme.objects.filter(organization=row.organization).exclude(pk=row.pk)
        free = others.filter(followers=None)  # one version at a time follows another
        row.replaces = self.one(free) if free else None
        row.save()

    def raw_classes(self):
        state = self.random.choice(["open", "running"])
        self.sql("UPDATE programs_trainingclass SET state = %s WHERE state = 'open'", state)

    def sql(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def raw_district(self):
        self.sql("UPDATE organizations_district SET zh = %s WHERE code = 'DL-06'", self.word)

    def raw_occupation(self):
        self.sql("UPDATE programs_occupation SET zh = %s WHERE code = %s", self.word, self.codes[0])

    def raw_licence(self):
        self.sql(
            "UPDATE organizations_accreditation SET licence_number = %s, licence_valid_until ="
            " licence_valid_until - 1 WHERE organization_id = %s", self.word, self.unit.pk
        )  # fmt: skip

    def raw_many_addresses(self):
        self.sql("UPDATE organizations_organization SET address = address || %s", self.word)

    def raw_fee(self):
        self.sql("UPDATE programs_programme SET payer = 'enterprise', fee = fee + 100")

    def raw_end_of_scope(self):
        self.sql(
            "UPDATE programs_accreditationscope SET valid_to = %s WHERE valid_from IS NOT NULL"
            " AND id %% 2 = %s", clock.today(), self.random.randint(0, 1)
        )  # fmt: skip

    def raw_no_line(self):
        self.sql(
            "DELETE FROM programs_accreditationscope WHERE id = (SELECT max(id)"
            " FROM programs_accreditationscope WHERE training_type = 'high_skilled')"
        )

    def raw_there_and_back(self):
        """What is changed and changed back on one day was never published."""
        unit = self.unit.pk
        for address in (self.word, self.unit.address):
            self.sql(
                "UPDATE organizations_organization SET address = %s WHERE id = %s", address, unit
            )
