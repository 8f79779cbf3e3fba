"""An announcement and a story of each side's bureau: a draft, and one that is public."""

from datetime import timedelta

from core import clock
from core.enums import Role
from organizations.models import Membership
from portal.models import Announcement, Story
from programs.models import Occupation


def lay_out(side, n):
    """The drafts would be accepted; somebody else has let the public ones out."""
    editor = Membership.objects.get(organization=side.bureau, role=Role.EDITOR).user
    side.rows["editor"] = editor
    own = {
        "organization": side.bureau, "district": side.district, "author": editor,
        "written_by": [editor.pk],
    }  # fmt: skip
    now, today = clock.now(), clock.today()
    out = {
        "state": "published", "approved_by": side.reviewer, "approved_at": now,
        "publish_on": today - timedelta(days=n), "published_at": now,
    }  # fmt: skip
    person = {
        "occupation": Occupation.objects.first(), "person_district": side.district,
        "consent_version": "2026-1", "consent_on": today,
    }  # fmt: skip
    for sign, prefix, facts in (("密", "draft_", {}), ("公", "", out)):
        words = f"{sign}{side.mark}"
        serial = f"{n}{1 if facts else 2}"
        side.rows[f"{prefix}announcement"] = Announcement.objects.create(
            **own, **facts, **texts(words), number=f"A{serial}"
        )
        named = {"person_zh": f"{words}匠", "person_en": f"Craftsman {words}"}
        side.rows[f"{prefix}story"] = Story.objects.create(
            **own, **facts, **person, **named, **texts(words), number=f"S{serial}"
        )


def texts(words) -> dict[str, str]:
    """All six texts."""
    return {
        "title_zh": f"{words}标题", "title_en": f"Title {words}",
        "summary_zh": f"{words}摘要", "summary_en": f"Summary {words}",
        "body_zh": f"{words}正文", "body_en": f"Text {words}",
    }  # fmt: skip
