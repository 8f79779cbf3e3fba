"""Section B 培训情况: enrolments, people trained, completions, attendance, online lessons."""

from supervision.enums import IndicatorUnit, Section
from supervision.indicators.classes import CLASS, LOCAL_DAY
from supervision.indicators.declaration import (
    LESSONS,
    MINUTES,
    PARTICIPATIONS,
    PERSONS,
    Indicator,
    Noun,
    Source,
    register,
)

ENROLMENT = f"{CLASS} JOIN trainees_enrolment e ON e.training_class_id = c.id"
SESSION = f"{CLASS} JOIN programs_session s ON s.training_class_id = c.id"

# 张*三, 李*: the first character, and the last one where there are three or more
MASKED = (
    "CASE WHEN length(e.name) > 2"
    " THEN rpad(left(e.name, 1), length(e.name) - 1, '*') || right(e.name, 1)"
    " ELSE left(e.name, 1) || '*' END"
)
WHO = f"c.number || ' ' || {MASKED} || ' ' || e.masked_identity"
WITHDRAWN_ON = LOCAL_DAY.format(column="e.withdrawn_at")
# Withdrawn before the start is out unless a formula names it (reports, general rules)
COUNTS = f"(e.state <> 'withdrawn' OR {WITHDRAWN_ON} >= c.starts_on)"
ENROLLED = f"{COUNTS} AND e.enrolled_at >= %(begin)s AND e.enrolled_at < %(end)s"
TRAINED = "e.first_signed_in_at >= %(begin)s AND e.first_signed_in_at < %(end)s"
TRAINED_ON = LOCAL_DAY.format(column="e.first_signed_in_at")
OUTCOME = "e.outcome_at >= %(begin)s AND e.outcome_at < %(end)s"
LEFT = (  # a seat: who leaves a waiting list never had one
    "e.state = 'withdrawn' AND e.enrolled_at IS NOT NULL"
    " AND e.withdrawn_at >= %(begin)s AND e.withdrawn_at < %(end)s"
)
ENDED_ON = LOCAL_DAY.format(column="coalesce(e.outcome_at, e.withdrawn_at)")
SEALED = "s.sealed_at >= %(begin)s AND s.sealed_at < %(end)s AND s.state = 'sealed'"
# A make-up session repeats lessons: whoever comes to it is expected in the session it makes up.
OF_THE_COURSE = f"{SEALED} AND s.makes_up_id IS NULL"
EXPECTED = f"{OF_THE_COURSE} AND s.expected > 0"
SEALED_ON = LOCAL_DAY.format(column="s.sealed_at")
SESSION_LABEL = "c.number || ' #' || s.ordinal"


def enrolments(where: str, on: str) -> Source:
    """Enrolments as records, one person each."""
    return Source(ENROLMENT, where, "enrolment", "e.id", WHO, on, person="e.trainee_id")


def sessions(where: str, amount: str) -> Source:
    """Sealed sessions as records that add lessons or minutes."""
    return Source(SESSION, where, "session", "s.id", SESSION_LABEL, SEALED_ON, amount=amount)


TRAINEE_TIMES = enrolments(TRAINED, TRAINED_ON)

register(
    Indicator(
        "I05",
        Section.B,
        "报名人次",
        "Enrolments",
        IndicatorUnit.COUNT,
        enrolments(ENROLLED, LOCAL_DAY.format(column="e.enrolled_at")),
        definition=(
            "本季度内的报名人次，不含开班前退出的",
            "Enrolments made in the quarter, without those withdrawn before the start",
        ),
    ),
    Indicator(
        "I06",
        Section.B,
        "参训人次",
        "Training participations",
        IndicatorUnit.COUNT,
        TRAINEE_TIMES,
        definition=(
            "首次签到在本季度的报名人次",
            "Enrolments whose first sign-in lies in the quarter",
        ),
        noun=PARTICIPATIONS,
    ),
    Indicator(
        "I07",
        Section.B,
        "参训人数",
        "Persons trained",
        IndicatorUnit.COUNT,
        TRAINEE_TIMES,
        counts_persons=True,
        definition=(
            "参训人次去除重复人员后的人数",
            "The people of the training participations, each counted once",
        ),
        noun=PERSONS,
    ),
    Indicator(
        "I08",
        Section.B,
        "结业人次",
        "Completions",
        IndicatorUnit.COUNT,
        enrolments(f"e.state = 'completed' AND {OUTCOME}", ENDED_ON),
        definition=("本季度内结业的报名人次", "Enrolments completed in the quarter"),
        noun=Noun("人次", "completion", "completions"),
    ),
    Indicator(
        "I09",
        Section.B,
        "结业率",
        "Completion rate",
        IndicatorUnit.SHARE,
        enrolments(f"e.state = 'completed' AND {OUTCOME}", ENDED_ON),
        enrolments(
            f"(e.state IN ('completed', 'failed') AND {OUTCOME}) OR ({LEFT} AND {COUNTS})", ENDED_ON
        ),
        definition=(
            "结业人次 ÷（结业 + 未结业 + 开班后退出的人次）",
            "Completed ÷ (completed + not completed + withdrawn after the start)",
        ),
    ),
    Indicator(
        "I10",
        Section.B,
        "平均出勤率",
        "Mean attendance",
        IndicatorUnit.SHARE,
        sessions(EXPECTED, "s.attended_minutes"),
        sessions(EXPECTED, "s.minutes * s.expected"),
        definition=(
            "本季度封存课次（不含补课）的出勤分钟数 ÷ 应到分钟数",
            "Attended ÷ scheduled minutes of the sessions sealed in the quarter, make-ups apart",
        ),
        noun=MINUTES,
    ),
    Indicator(
        "I11",
        Section.B,
        "线上课时比例",
        "Online lesson share",
        IndicatorUnit.SHARE,
        sessions(f"{OF_THE_COURSE} AND s.mode = 'online'", "s.lessons"),
        sessions(OF_THE_COURSE, "s.lessons"),
        definition=(
            "本季度封存课次（不含补课）的线上课时 ÷ 全部课时",
            "Online ÷ all lessons of the sessions sealed in the quarter, make-ups apart",
        ),
        noun=LESSONS,
    ),
    Indicator(
        "I12",
        Section.B,
        "紧缺职业参训人次",
        "Training participations in shortage occupations",
        IndicatorUnit.COUNT,
        enrolments(
            f"{TRAINED} AND o.shortage_grade <> '' AND o.shortage_from <= c.filed_on",
            TRAINED_ON,
        ),
        definition=(
            "参训人次中，备案之日列入紧缺目录的职业（工种）",
            "Participations in occupations in the shortage list on the filing date",
        ),
        noun=PARTICIPATIONS,
    ),
    Indicator(
        "I13",
        Section.B,
        "重点群体参训人次",
        "Training participations of key groups",
        IndicatorUnit.COUNT,
        pending=(
            "本报告尚未接入群体身份的认定记录；仅申报的群体不计入。",
            "Not counted from proven key groups yet; a group that is only stated does not count.",
        ),
        definition=(
            "参训人次中，开班之日群体身份有效的",
            "Participations with a valid key group on the first day",
        ),
        noun=PARTICIPATIONS,
    ),
    Indicator(
        "I14",
        Section.B,
        "学徒人数",
        "Apprentices",
        IndicatorUnit.COUNT,
        pending=("本报告尚未接入学徒培养计划。", "Not counted from apprenticeship plans yet."),
        definition=("季末最后一日在培的学徒人数", "Apprentices in plans running on the last day"),
        noun=Noun("人", "apprentice", "apprentices"),
    ),
    Indicator(
        "I15",
        Section.B,
        "创业培训人次",
        "Participations in start-up training",
        IndicatorUnit.COUNT,
        enrolments(f"{TRAINED} AND p.training_type = 'entrepreneurship'", TRAINED_ON),
        definition=("参训人次中的创业培训", "Participations in entrepreneurship training"),
        noun=PARTICIPATIONS,
    ),
)
