"""Files of reference lists, and what they come to."""

from core import clock
from core.spreadsheets import read
from core.tenancy.scope import OWNER, acting_as
from tests import rosters
from tests import world as laid_out
from trainees.list_answers import own_answer
from trainees.list_checks import list_facts
from trainees.list_kinds import Shape
from trainees.list_sheets import file_sheet, kept
from trainees.services.reference_lists import load_lists

HEADERS = {
    Shape.PEOPLE: ("名单", "数据日期", "数据来源", "证件类型", "证件号码", "起始日期", "截止日期"),
    Shape.INSURED: (
        "数据日期", "数据来源", "证件类型", "证件号码", "单位信用代码", "参保起始月", "参保截止月",
    ),
    Shape.UNITS: ("数据日期", "数据来源", "统一社会信用代码", "名称", "登记状态"),
}  # fmt: skip
PENSION, UNEMPLOYED, LOW_INCOME = "领取养老金人员", "登记失业人员", "最低生活保障对象"
SOURCE = "市社保中心"


def today() -> str:
    with acting_as(OWNER):
        return f"{clock.today()}"


def row(number, kind=PENSION, as_of="", since="", until=""):
    """One person of a list of people; of today where no day is given."""
    return kind, as_of or today(), SOURCE, "居民身份证", number, since, until


def found_in(rows, shape=Shape.PEOPLE):
    return read(rosters.as_csv(rows, HEADERS[shape]), "名单.csv", file_sheet(shape))


def load(rows, actor, shape=Shape.PEOPLE) -> int:
    with acting_as(actor.scope):
        result = found_in(rows, shape)
        assert result.is_good, result.errors
        return load_lists(shape, kept(shape, [one.values for one in result.rows]), actor=actor)


def own(side) -> str:
    """The number of a side's person."""
    with acting_as(OWNER):
        side.trainee.refresh_from_db()
        return side.trainee.identity_number


def asked(side, kind) -> dict:
    """What the worker of a side is told of a list; nothing where none was loaded."""
    with acting_as(laid_out.worker_actor(side).scope):
        return list_facts(side.trainee, clock.today()).get(kind, {})


def proves(side, kind) -> bool:
    """Whether a list that counts has the worker of a side on it."""
    with acting_as(laid_out.worker_actor(side).scope):
        return own_answer(side.trainee, kind, clock.today()).proves
