"""What a programme of each training type needs, and who pays its fee: columns and their checks."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import SkillLevel, is_high_skilled
from programs.enums import Payer, ProgrammeState, Setting, TrainingType

HIGH_LEVELS = [level.value for level in SkillLevel if is_high_skilled(level)]
S, T, Q, F = ProgrammeState, TrainingType, models.Q, models.F
UNREADY = (S.DRAFT, S.RETURNED, S.CLOSED)  # the syllabus may still be empty
IN_THE_WAY = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.LISTED, S.SUSPENDED)


class ProgrammeTerms(models.Model):
    """The columns of the four training types and of the fee."""

    key_groups = ArrayField(
        models.CharField(max_length=30), verbose_name=_("key groups"), default=list, blank=True
    )
    has_living_allowance = models.BooleanField(_("living allowance"), default=False)
    setting = models.CharField(_("where it is taught"), max_length=16, choices=Setting, blank=True)
    is_apprenticeship = models.BooleanField(_("new-type apprenticeship"), default=False)
    has_contract = models.BooleanField(_("training contract"), default=False)
    has_two_mentors = models.BooleanField(_("two mentors for each apprentice"), default=False)
    work_share = models.PositiveSmallIntegerField(
        _("share of work in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    study_share = models.PositiveSmallIntegerField(
        _("share of study in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    is_studio_led = models.BooleanField(_("led by a master studio"), default=False)
    studio = models.CharField(_("master studio"), max_length=60, blank=True)
    lecturers = models.PositiveSmallIntegerField(_("lecturers needed"), default=0)
    needs_business_plan = models.BooleanField(
        _("business plan counts for completion"), default=False
    )
    has_final_test = models.BooleanField(
        _("final test counts for completion"), default=False, db_default=False
    )
    fee = models.DecimalField(
        _("fee for a person (CNY)"), max_digits=9, decimal_places=2, default=0
    )
    payer = models.CharField(
        _("who pays the fee"), max_length=10, choices=Payer, default=Payer.SUBSIDY
    )
    trainee_pays = models.DecimalField(
        _("of it paid by the trainee (CNY)"), max_digits=9, decimal_places=2, default=0
    )

    practice_lessons = models.PositiveSmallIntegerField(
        _("practice lessons"), null=True, blank=True
    )
    replaces = models.ForeignKey(
        "programs.Programme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        db_constraint=False,  # the pair with the unit is proven by the database
        verbose_name=_("new version of"),
    )

    class Meta:
        abstract = True

    @property
    def is_free(self) -> bool:
        """Whether the trainee pays nothing."""
        return not self.trainee_pays


def only_of(kind, **empty) -> Q:
    """Columns that only one training type fills."""
    return Q(training_type=kind) | Q(**empty)


TERMS = [
    models.UniqueConstraint(
        fields=["replaces"],
        name="programme_one_new_version_at_a_time",
        condition=Q(state__in=IN_THE_WAY),
    ),
    models.CheckConstraint(
        name="programme_lessons_make_sense",
        condition=(Q(lessons__gt=0) | Q(state__in=UNREADY))
        & Q(online_lessons__lte=F("lessons"))
        & (Q(practice_lessons__isnull=True) | Q(practice_lessons__lte=F("lessons"))),
    ),
    models.CheckConstraint(
        name="programme_terms_of_key_groups",
        condition=only_of(T.KEY_GROUP, key_groups=[], has_living_allowance=False),
    ),
    models.CheckConstraint(
        name="programme_terms_of_enterprises",
        condition=only_of(T.ENTERPRISE, setting="", is_apprenticeship=False),
    ),
    models.CheckConstraint(
        name="programme_apprenticeship_is_whole",
        condition=Q(
            is_apprenticeship=False,
            has_contract=False,
            has_two_mentors=False,
            work_share__isnull=True,
            study_share__isnull=True,
            term_months__isnull=True,
        )
        | Q(
            is_apprenticeship=True,
            has_contract=True,
            has_two_mentors=True,
            work_share__isnull=False,
            study_share__isnull=False,
            work_share=100 - F("study_share"),
            term_months__gt=0,
        ),
    ),
    models.CheckConstraint(
        name="programme_high_skilled_from_level_3",
        condition=~Q(training_type=T.HIGH_SKILLED) | Q(level__in=HIGH_LEVELS),
    ),
    models.CheckConstraint(
        name="programme_studio_has_a_name",
        condition=Q(is_studio_led=False, studio="")
        | (Q(training_type=T.HIGH_SKILLED, is_studio_led=True) & ~Q(studio="")),
    ),
    models.CheckConstraint(
        name="programme_terms_of_start_ups",
        condition=only_of(T.ENTREPRENEURSHIP, lecturers=0, needs_business_plan=False),
    ),
    models.CheckConstraint(
        # nothing is charged to a trainee where a subsidy or an enterprise pays
        name="programme_fee_is_paid_once",
        condition=Q(payer__in=[Payer.SUBSIDY, Payer.ENTERPRISE], fee__gte=0, trainee_pays=0)
        | Q(payer=Payer.TRAINEE, fee__gt=0, trainee_pays=F("fee"))
        | Q(payer=Payer.SHARED, trainee_pays__gt=0, trainee_pays__lt=F("fee")),
    ),
]
