"""What a programme needs by its training type, and who pays it, in words for every page."""

from django.utils.translation import gettext as _

from core import clock
from core.pages import Fact
from core.pages.parts import lessons, shown
from core.punctuation import enumerated
from policies.queries import value_on
from programs import key_groups
from programs.enums import Payer, TrainingType
from programs.models import Programme

T = TrainingType
FOLLOW_UP, MINUTES, PASS_MARK = "start_up_months", "lesson_minutes", "completion_pass_mark"
FACTS_OF = {
    T.KEY_GROUP: ("has_living_allowance",),
    T.ENTERPRISE: ("setting",),
    T.HIGH_SKILLED: ("studio",),
    T.ENTREPRENEURSHIP: ("lecturers", "needs_business_plan"),
}
APPRENTICESHIP = ("term_months", "work_share", "study_share", "has_contract", "has_two_mentors")


def money(amount) -> str:
    return f"{amount:,.2f}"


def fee_words(programme: Programme) -> str:
    """Who pays the fee, and that nothing is charged to the trainee where it is so."""
    words = {
        "fee": money(programme.fee),
        "own": money(programme.trainee_pays),
        "others": money(programme.fee - programme.trainee_pays),
    }
    if not programme.fee:
        return _("No fee is charged.")
    if programme.payer == Payer.SUBSIDY:
        return _("The subsidy pays the fee of %(fee)s CNY. Nothing is charged to trainees.") % words
    if programme.payer == Payer.ENTERPRISE:
        text = _("The enterprise pays the fee of %(fee)s CNY. Nothing is charged to trainees.")
        return text % words
    if programme.payer == Payer.TRAINEE:
        return _("The trainee pays the fee of %(fee)s CNY.") % words
    text = _("Of the fee of %(fee)s CNY the trainee pays %(own)s, others pay %(others)s.")
    return text % words


def fee_fact(programme: Programme) -> Fact:
    return Fact(_("Fee"), fee_words(programme))


def term_facts(programme: Programme) -> list[Fact]:
    """What the training type asks for, as the programme answers it."""
    names = [*FACTS_OF[programme.training_type], "has_final_test"]
    names += APPRENTICESHIP if programme.is_apprenticeship else ()
    found = [fact(programme, name) for name in names]
    if programme.training_type == T.KEY_GROUP:
        groups = enumerated(key_groups.names(programme.key_groups)) or _("All key groups")
        found.insert(0, Fact(_("Key groups"), groups))
    if programme.is_apprenticeship:
        found.insert(0, Fact(_("Kind"), _("New-type apprenticeship")))
    if programme.training_type == T.ENTREPRENEURSHIP:
        months = value_on(FOLLOW_UP, clock.today())
        found.append(Fact(_("Follow-up of the start-up"), months.figure))
    return [one for one in found if one.value not in {None, ""}]


def fact(programme: Programme, name: str) -> Fact:
    label = str(Programme._meta.get_field(name).verbose_name)
    return Fact(label[:1].upper() + label[1:], shown(programme, name))


def lesson_facts(programme: Programme) -> list[Fact]:
    """Lessons of the syllabus: all, practice, online, and how long one is."""
    found = [Fact(_("Lessons"), lessons(programme.lessons))]
    if programme.practice_lessons is not None:
        theory = programme.lessons - programme.practice_lessons
        found.append(Fact(_("Theory"), lessons(theory)))
        found.append(Fact(_("Practice"), lessons(programme.practice_lessons)))
    found.append(Fact(_("Online lessons"), lessons(programme.online_lessons)))
    found.append(Fact(_("A lesson"), value_on(MINUTES, clock.today()).figure))
    return found


def filing_needs(programme: Programme) -> list[str]:
    """What the filing of a class of this programme needs, by its training type."""
    words = {"textbook": programme.textbook, "n": programme.lecturers, "studio": programme.studio}
    found = [
        _("Textbook: %(textbook)s.") % words
        if programme.textbook
        else _("The programme names no textbook; a new version must."),
        fee_words(programme),
    ]
    found += OF_TYPE[programme.training_type](programme, words)
    if programme.has_final_test:
        mark = value_on(PASS_MARK, clock.today())
        found.append(_("A final test counts for completion: %(mark)s.") % {"mark": mark.figure})
    return found


def needs_section(training_class) -> dict:
    """The same as a part of a page."""
    return {
        "title": _("What this training needs"),
        "template": "programs/needs.html",
        "context": {"needs": filing_needs(training_class.programme)},
    }


def of_key_groups(programme, words) -> list[str]:
    groups = enumerated(key_groups.names(programme.key_groups)) or _("All key groups")
    return [_("Trainees are of these groups: %(groups)s.") % {"groups": groups}]


def of_enterprise(programme, words) -> list[str]:
    found = [_("Trainees are employees of the enterprise.")]
    if programme.is_apprenticeship:
        found.append(_("Each apprentice has a training contract and two mentors."))
    return found


def of_high_skilled(programme, words) -> list[str]:
    return [_("The master studio %(studio)s leads the class.") % words] if words["studio"] else []


def of_start_up(programme, words) -> list[str]:
    found = [_("Lecturers in the timetable: %(n)d at least.") % words]
    if programme.needs_business_plan:
        found.append(_("The business plan of each trainee counts for completion."))
    months = value_on(FOLLOW_UP, clock.today())
    return [*found, _("Start-ups are followed up for %(months)s.") % {"months": months.figure}]


OF_TYPE = {
    T.KEY_GROUP: of_key_groups,
    T.ENTERPRISE: of_enterprise,
    T.HIGH_SKILLED: of_high_skilled,
    T.ENTREPRENEURSHIP: of_start_up,
}
