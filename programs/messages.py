"""Messages about classes."""

from core.outbox import Message


class ClassFinished(Message):
    """To the institution: the last session is over."""

    code = "class_finished"


class ClassCancelled(Message):
    """To everybody enrolled, and to the teachers."""

    code = "class_cancelled"


class ClassChanged(Message):
    """To everybody enrolled, and to the teachers: the timetable is another one."""

    code = "class_changed"


class PlanConsultation(Message):
    """To the districts: a plan is open for comments."""

    code = "plan_consultation"


class PlanPublished(Message):
    """To the districts: a plan is in force."""

    code = "plan_published"


class PlanAmended(Message):
    """To the districts: comments are taken up, and they will be asked again."""

    code = "plan_amended"


class PlanWithdrawn(Message):
    """To the districts: a plan they were asked about is given up."""

    code = "plan_withdrawn"


class PlanCommented(Message):
    """To who writes the plan: a district has made a comment."""

    code = "plan_commented"
