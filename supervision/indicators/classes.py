"""Section A 开班情况: classes filed, started, answered in time, cancelled."""

from supervision.enums import IndicatorUnit, Section
from supervision.indicators.declaration import CLASSES, Indicator, Source, register

CLASS = (
    "programs_trainingclass c JOIN programs_programme p ON p.id = c.programme_id"
    " LEFT JOIN programs_occupation o ON o.id = p.occupation_id"
)
# China has no summer time; a zone with a name would be looked up for every record.
LOCAL_DAY = "({column} AT TIME ZONE interval '8 hours')::date"


def classes(where: str, on: str) -> Source:
    """Classes as records, placed in the quarter by `on`."""
    return Source(CLASS, where, "class", "c.id", "c.number || ' ' || c.name", on)


REPLIED = "c.replied_at >= %(begin)s AND c.replied_at < %(end)s"
REPLIED_ON = LOCAL_DAY.format(column="c.replied_at")
CANCELLED_ON = LOCAL_DAY.format(column="c.cancelled_at")

register(
    Indicator(
        "I01",
        Section.A,
        "开班备案数",
        "Classes filed",
        IndicatorUnit.COUNT,
        classes(
            "c.state NOT IN ('draft', 'cancelled') AND c.filed_on BETWEEN %(first)s AND %(last)s",
            "c.filed_on",
        ),
        definition=(
            "备案日期在本季度的班期数，不含草稿和已取消的班期",
            "Classes with the filing date in the quarter, without drafts and cancelled ones",
        ),
        noun=CLASSES,
    ),
    Indicator(
        "I02",
        Section.A,
        "开班数",
        "Classes started",
        IndicatorUnit.COUNT,
        classes(
            "c.state IN ('running', 'finished', 'completed', 'archived')"
            " AND c.starts_on BETWEEN %(first)s AND %(last)s",
            "c.starts_on",
        ),
        definition=("首次课在本季度的班期数", "Classes whose first session lies in the quarter"),
        noun=CLASSES,
    ),
    Indicator(
        "I03",
        Section.A,
        "备案按期答复率",
        "Filing replies in time",
        IndicatorUnit.SHARE,
        classes(f"{REPLIED} AND {REPLIED_ON} <= c.reply_due_on", REPLIED_ON),
        classes(REPLIED, REPLIED_ON),
        definition=(
            "期限内答复的备案数 ÷ 已答复的备案数",
            "Filings answered within the time limit ÷ filings answered",
        ),
        noun=CLASSES,
    ),
    Indicator(
        "I04",
        Section.A,
        "取消班期数",
        "Classes cancelled",
        IndicatorUnit.COUNT,
        classes(
            "c.state = 'cancelled' AND c.cancelled_at >= %(begin)s AND c.cancelled_at < %(end)s",
            CANCELLED_ON,
        ),
        definition=("本季度内取消的班期数", "Classes cancelled in the quarter"),
        noun=CLASSES,
    ),
)
