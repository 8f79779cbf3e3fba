"""Stories 工匠故事: one craftsman each, told with a recorded consent, as long as it lasts."""

from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.language import in_language
from core.search import SearchText
from portal.enums import WHOLE_STATES
from portal.models.editorial import TEXTS, Editorial, EditorialQuerySet


class StoryQuerySet(EditorialQuerySet):
    def with_names(self):
        """With the trade and the district of the person, as every page shows them."""
        return self.select_related("occupation", "person_district")


class Story(Editorial):
    """Who it is about, what trade and where, and that this person has agreed."""

    MOVES = Editorial.MOVES | {
        "withdraw": replace(
            Editorial.MOVES["withdraw"],
            needs=("reason_code", "reason"),
            reasons=("story",),
            reason_label=_("Reason"),
        )
    }
    KEY_FACTS = ("organization", "consent_version", "consent_on", "publish_on")
    SERIES = "S"
    PAGE = "story-detail"
    NEEDED = ("person_zh", "person_en", "occupation", "person_district", *TEXTS)

    person_zh = models.CharField(_("name in Chinese"), max_length=30, blank=True)
    person_en = models.CharField(_("name in English"), max_length=60, blank=True)
    occupation = models.ForeignKey(
        "programs.Occupation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("trade"),
    )  # fmt: skip
    person_district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("works in"),
    )  # fmt: skip
    consent_version = models.CharField(
        _("version of the consent"), max_length=20, blank=True,
        help_text=_("As printed on the form the person has signed."),
    )  # fmt: skip
    consent_on = models.DateField(_("consent dated"), null=True, blank=True)
    consent_ended_on = models.DateField(_("consent ended"), null=True, blank=True)
    search_text = SearchText(spelled="named_zh", also=("number", "person_en", *TEXTS[1:]))

    objects = StoryQuerySet.as_manager()

    class Meta(Editorial.Meta):
        verbose_name = _("story of a craftsman")
        verbose_name_plural = _("stories of craftsmen")
        constraints = [
            *Editorial.Meta.constraints,
            models.CheckConstraint(
                name="story_has_a_person",
                condition=~Q(state__in=WHOLE_STATES)
                | Q(
                    ~Q(person_zh=""),
                    ~Q(person_en=""),
                    occupation__isnull=False,
                    person_district__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="story_has_a_consent",
                condition=~Q(state__in=WHOLE_STATES)
                | Q(
                    ~Q(consent_version=""),
                    consent_on__isnull=False,
                    consent_ended_on__isnull=True,
                ),
            ),
        ]

    @property
    def named_zh(self) -> str:
        """What people look for by pinyin: the person and the title."""
        return f"{self.person_zh} {self.title_zh}"

    @property
    def person(self) -> str:
        return in_language(self.person_zh, self.person_en)

    @property
    def has_consent(self) -> bool:
        return bool(self.consent_version and self.consent_on) and not self.consent_ended_on
