"""The first page: search first, then what is enrolling."""

from core.pages import Page
from portal.districts import counted_by, tiles
from portal.views.editorial import news
from programs.enums import TrainingType
from programs.models import TrainingClass

NEXT_CLASSES = 6


class Home(Page):
    """Search first; then the classes that are enrolling, by time, training type and district."""

    face = "portal"
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        enrolling = TrainingClass.objects.visible_to(self.actor).open()
        return super().get_context_data(
            classes=enrolling.for_cards().order_by("starts_on", "pk")[:NEXT_CLASSES],
            districts=tiles(enrolling),
            training_types=by_training_type(enrolling),
            **news(self.actor),
            **kwargs,
        )


def by_training_type(classes) -> list[dict]:
    """How many classes of each of the four training types are enrolling."""
    counts = counted_by(classes, "programme__training_type")
    return [
        {"value": kind.value, "label": kind.label, "count": counts.get(kind.value, 0)}
        for kind in TrainingType
    ]
