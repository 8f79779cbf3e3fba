"""Announcements 公告: news of the bureaus; not a public notice 公示."""

from django.utils.translation import gettext_lazy as _

from core.search import SearchText
from portal.models.editorial import TEXTS, Editorial


class Announcement(Editorial):
    """One piece of news."""

    SERIES = "A"
    PAGE = "announcement-detail"

    search_text = SearchText(spelled="title_zh", also=("number", *TEXTS[1:]))

    class Meta(Editorial.Meta):
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
