"""A first-time user without a mouse finds a class, registers, enrols and finds it again.

A step is one page opened or one form sent. Every stop of the focus must be seen.
"""

from contextlib import closing
from dataclasses import dataclass

import psycopg2
import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from dalian_training.embedded import Postgres
from tests.e2e.browser import DESKTOP, PHONE, Person
from tests.e2e.codes import Codes
from tests.e2e.keyboard import Keyboard
from tests.e2e.story import PASSWORD
from tests.rosters import identity
from tests.sizes import size
from trainees.forms.enrolling import ConsentForm
from trainees.forms.people import RegistrationForm

MOST_STEPS = 4  # to a class in one's district for one's trade
OPEN = """
SELECT c.number, c.name, o.zh, d.zh, o.en, d.en FROM programs_trainingclass c
JOIN organizations_district d ON d.id = c.district_id
JOIN programs_programme p ON p.id = c.programme_id
JOIN programs_occupation o ON o.id = p.occupation_id
WHERE c.state = 'open' AND c.seats_taken + 2 < c.seats ORDER BY c.starts_on, c.number DESC LIMIT 1
"""
ENROLLED = """
SELECT count(*) FROM trainees_enrolment e JOIN programs_trainingclass c
ON c.id = e.training_class_id JOIN trainees_trainee t ON t.id = e.trainee_id
WHERE c.number = %s AND t.name = %s
"""
WALKS = [
    (width, viewport, language)
    for language in ("zh-hans", "en")
    for width, viewport in (("phone", PHONE), ("desktop", DESKTOP))
]
PEOPLE = [*(f"{width}.{language}" for width, _viewport, language in WALKS), "late"]


class Newcomer:
    """Somebody with papers of their own, told by a word."""

    def __init__(self, word):
        n = PEOPLE.index(word)
        self.name, self.username = f"新学员{word}", f"newcomer.{word}"
        self.identity, self.phone = identity(9_000_000 + n), f"1990000000{n}"


@dataclass
class Wanted:
    """A class one can join, as the person looks for it."""

    number: str
    name: str
    trade: str
    district: str


@pytest.fixture
def ask(demo_city):
    """Ask the database of the product; the first row."""
    with closing(psycopg2.connect(Postgres(demo_city.var).url(name="dalian_training"))) as line:

        def first(statement, *values):
            with line.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchone()

        yield first


def agreed() -> str:
    """The one thing to tick when enrolling."""
    return str(ConsentForm.base_fields["consent"].label)


def not_agreed() -> str:
    """The same in the summary of what is wrong."""
    field = ConsentForm.base_fields["consent"]
    return _("Tick “%(label)s”.") % {"label": getattr(field, "short_label", field.label)}


def consent() -> str:
    """The one thing to tick when registering."""
    return str(RegistrationForm.base_fields["consent"].label)


@pytest.fixture
def keyboard(demo_city, browser):
    """A newcomer at the keyboard, in a browser that asks for a language and has a width."""
    return lambda viewport, language: Keyboard(
        Person(browser, demo_city.url, viewport=viewport, language=language).page
    )


# The small size has each width and each language once.
@pytest.mark.parametrize(("width", "viewport", "language"), size(WALKS[::3], WALKS))
def test_by_keyboard_alone(keyboard, ask, width, viewport, language, record_counts):
    number, name, *words = ask(OPEN)
    wanted = Wanted(number, name, *(words[2:] if language == "en" else words[:2]))
    newcomer, person = Newcomer(f"{width}.{language}"), keyboard(viewport, language)
    laps = {}
    with translation.override(language):
        find(person, wanted)
        laps["found"] = person.lap()
        enrol(person, newcomer)
        laps["enrolled"] = person.lap()
        find_again(person, wanted)
        laps["found again"] = person.lap()
    assert person.unseen == []
    assert ask(ENROLLED, number, newcomer.name) == (1,)
    assert laps["found"][0] <= MOST_STEPS
    told = "; ".join(
        f"{what} in {steps} steps, {keys} keys" for what, (steps, keys) in laps.items()
    )
    record_counts(
        f"keyboard alone, {width}, {language}: {told}; {person.stops} stops of the focus, all seen"
    )


def find(person, wanted):
    """From the home page to a class of one's trade in one's district."""
    person.open("/").skip().draw("1 home")
    person.to(_("Only classes: by district, level, day and free seats")).enter()
    person.skip().unfold(_("Search and filter"))
    person.to(_("Search")).write(wanted.trade)
    person.to(_("District")).choose(wanted.district).draw("2 filters")
    person.to(_("Search")).send()
    assert person.begins_at == "results"
    person.draw("3 results").to(wanted.name).draw("4 the class found").enter()
    assert person.page.url.endswith(f"/classes/{wanted.number}/")


def enrol(person, newcomer):
    """Register on the way, read the conditions, agree, send."""
    person.skip().to(_("I want to enrol")).draw("5 class").enter()
    person.skip().to(_("Register")).draw("6 sign in").enter()
    person.skip()
    register(person, newcomer)
    assert person.begins_at == "messages"
    person.draw("8 conditions").to(agreed()).key("Space").draw("9 agreed")
    person.to(_("Enrol")).enter()
    assert person.begins_at == "messages"
    person.draw("10 enrolled")


def register(person, newcomer):
    """The form, field after field; what is optional stays empty."""
    person.to(_("Name")).write(newcomer.name)
    person.to(_("Identity number")).write(newcomer.identity)
    person.to(_("Mobile phone")).write(newcomer.phone)
    person.to(_("Home district")).key("ArrowDown")
    person.to(_("User name")).write(newcomer.username)
    person.to(_("Password")).write(PASSWORD)
    person.to(consent()).key("Space").draw("7 registration")
    codes = Codes(person.page)
    person.to(_("Send the code to the phone")).enter()
    person.to(_("Code from the text message")).write(codes.next()).draw("7 code")
    person.to(_("Register")).enter()


def find_again(person, wanted):
    """Another day: from the home page to the class one is in."""
    person.open("/").unfold(_("Menu")).to(_("My training")).enter()
    person.skip().draw("11 my training").to(wanted.name).enter()
    person.skip().draw("12 found again")
    assert wanted.number in person.page.inner_text("main")


def test_what_is_refused_has_the_focus(keyboard, ask):
    """An empty form, one without consent, one that comes too late: the focus is at what is told."""
    number, *_rest = ask(OPEN)
    registration = f"/register/?next=/account/enrol/{number}/"
    person = keyboard(PHONE, "zh-hans")
    with translation.override("zh-hans"):
        person.open(registration).skip().to(_("Send the code to the phone")).enter()
        assert person.begins_at == "error-summary"
        missing = _("Fill in “%(label)s”.") % {"label": _("Name")}
        person.draw("13 nothing filled in").to(missing).key("Enter")
        assert person.begins_at == "id_name"
        person.open(registration).skip()
        register(person, Newcomer("late"))
        person.to(_("Close")).key("Enter")
        assert person.begins_at == "main"
        late = Keyboard(person.page.context.new_page()).open(person.page.url)
        person.to(_("Enrol")).enter()
        assert person.begins_at == "error-summary"
        person.draw("14 not agreed").to(not_agreed()).key("Enter")
        assert person.begins_at == "id_consent"
        assert (person.tab("Shift+Tab"), person.tab()) == (not_agreed(), agreed())
        person.key("Space").to(_("Enrol")).enter()
        late.skip().to(agreed()).key("Space").to(_("Enrol")).enter()
        assert late.begins_at == "error-summary"
        late.draw("15 too late")
    assert person.unseen + late.unseen == []
