"""Random merges, new records and undoings: whose each record is, and that undoing leaves no trace.

What we expect is written down beside the product: a record belongs to the person it was made for,
or to whoever that person was merged into; what was made since stays; what hangs on another record
goes where that is.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.tenancy.scope import OWNER, acting_as
from tests import world as laid_out
from tests.sizes import size
from tests.trainees import merged as steps
from tests.trainees.merged import owner_of, propose, state_of_tables, step

RECORDS = st.lists(st.sampled_from(("enrol", "attend", "prove", "employ")), min_size=3, max_size=6)
# Merged and undone once or twice, with records before, between and after.
ROUNDS = st.lists(
    st.tuples(
        RECORDS, st.sampled_from(("merge", "turned")), RECORDS, st.sampled_from(("undo", ""))
    ),
    min_size=1,
    max_size=2,
)
STEPS = ROUNDS.map(
    lambda rounds: [
        step
        for before, merge, meanwhile, end in rounds
        for step in (*before, merge, *meanwhile, end)
        if step
    ]
)
OFTEN = settings(
    max_examples=size(20, 300),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Story:
    """Two people, what was made for them, and the merge that stands; `mine` is what we expect."""

    def __init__(self, world):
        self.side, bureau = world["甲"], world["市"]
        steps.no_wards(self.side)
        self.city = laid_out.city_actor(bureau)
        with acting_as(OWNER):
            name = f"second{steps.PersonMerge.objects.count()}"
        self.other = steps.another_reviewer(bureau, name)
        self.people = [self.side.trainee, self.side.double]
        self.mine = {}  # row -> index of its person
        self.hangs = {}  # row -> the row it hangs on
        self.merge, self.kept, self.listed = None, 0, []
        self.n = 0

    def person(self):
        """For whom the next record is made: one of the two, or the one that stays."""
        self.n += 1
        return self.kept if self.merge else self.n % 2

    def enrol(self):
        who = self.person()
        row = steps.enrolled(self.side, self.people[who], steps.another_class(self.side, self.n))
        self.mine[row] = who

    def attend(self):
        """Of the latest enrolment that has no record yet."""
        open_ones = [
            row for row in self.mine
            if isinstance(row, steps.Enrolment) and row not in self.hangs.values()
        ]  # fmt: skip
        if open_ones:
            with acting_as(OWNER):
                open_ones[-1].refresh_from_db()
            self.hangs[steps.attended(self.side, open_ones[-1])] = open_ones[-1]

    def prove(self):
        who = self.person()
        row = steps.proven(self.side, self.people[who], n=self.n)
        with acting_as(OWNER):  # of a group any number may have ended
            steps.GroupMembership.objects.filter(pk=row.pk).update(state="expired")
        self.mine[row] = who

    def employ(self):
        who = self.person()
        first = 5000 + 10 * self.n
        self.mine[steps.employed(self.side, self.people[who], first, first - 5)] = who

    def merge_into(self, kept):
        if self.merge is None:
            self.kept, moves = kept, self.people[1 - kept]
            row = propose(self.side, kept=self.people[kept], merged=moves)
            self.merge = step(row, "merge", self.city)
            self.listed = [row for row, who in self.mine.items() if who != kept]
            self.mine |= dict.fromkeys(self.listed, kept)

    def undo(self):
        if self.merge is not None:
            step(self.merge, "undo", self.other, reason="x")
            self.mine |= dict.fromkeys(self.listed, 1 - self.kept)
            self.merge, self.listed = None, []

    def go(self, name):
        if name in ("merge", "turned"):
            self.merge_into(int(name == "turned"))
        else:
            getattr(self, name)()

    def check(self):
        for row, who in self.mine.items():
            assert owner_of(row) == self.people[who].user_id
        for row, on in self.hangs.items():
            assert owner_of(row) == owner_of(on)


@pytest.fixture
def begin(world):
    """A new story of the two in the world as it was laid out."""
    return lambda: Story(world)


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@given(names=STEPS)
@example(names=["enrol", "merge", "attend", "undo"])
@example(names=["enrol", "enrol", "turned", "attend", "undo", "merge"])
@OFTEN
def test_each_record_is_whose_it_should_be_after_every_step(begin, names):
    with transaction.atomic():
        story = begin()
        for name in names:
            story.go(name)
            story.check()
        transaction.set_rollback(True)


@given(names=STEPS, kept=st.integers(0, 1))
@OFTEN
def test_merged_and_undone_every_table_is_as_before(begin, names, kept):
    with transaction.atomic():
        story = begin()
        for name in (*names, "undo"):
            story.go(name)
        before = state_of_tables()
        story.merge_into(kept)
        assert state_of_tables() != before
        story.undo()
        assert state_of_tables() == before
        transaction.set_rollback(True)
