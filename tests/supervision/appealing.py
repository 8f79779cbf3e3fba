"""A programme that one officer refused, an appeal against it, and who acts."""

from core import clock
from core.access import system_actor
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from supervision.services.appeals import submit_appeal
from tests import world as laid_out
from tests.accredited import whole_scope

WHY = {"ground": "facts", "text": "申报表第二页已写明教材。"}
NO = {"reason_code": "textbook_missing", "reason": "没有教材"}


class Case:
    """The people of a case; `reviewer` refuses, `colleague` and `chief` have no part in it."""

    def __init__(self, world):
        self.world, self.side = world, world["甲"]
        self.school = laid_out.unit_actor(self.side)
        self.reviewer = laid_out.city_actor(world["市"])
        self.chief = laid_out.city_actor(world["市"], "municipal_chief")
        self.district = laid_out.district_actor(self.side)
        self.colleague = self.another("colleague", "municipal_reviewer")
        with acting_as(OWNER):
            whole_scope(self.side.accreditation)

    def another(self, name, role):
        """One more officer of the city."""
        bureau = self.world["市"]
        with acting_as(OWNER):
            bureau.rows[name] = laid_out.member(f"city.{name}", name, bureau.organization, role)
        return laid_out.Actor(
            bureau.rows[name].pk, bureau.organization.pk, role,
            bureau.organization.district_id, "city",
        )  # fmt: skip

    def refused(self):
        """The draft of the side, submitted and refused."""
        programme = does(self.side.draft_programme, "submit", self.school)
        return does(programme, "refuse", self.reviewer, **NO)

    def appeal(self, record=None, **changes):
        record = record or self.refused()
        with acting_as(self.school.scope):
            return submit_appeal(actor=self.school, record=record, **{**WHY, **changes})

    def in_review(self):
        return does(self.appeal(), "take_up", self.colleague)


def does(row, move, actor, **given):
    """A move in the scope of who makes it."""
    with acting_as(actor.scope):
        return perform(row, move, actor=actor, **given)


def come_to(day) -> None:
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=day - clock.today())
