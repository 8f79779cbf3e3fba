"""What a year brought of its targets, written down when the chief closes it (workflow 2.2)."""

from datetime import date

from programs.models import Target
from programs.planning import city, summed
from supervision.standing.counting import Place
from supervision.standing.figures import YEAR, Span
from supervision.standing.progress import done_in


def freeze(plan, actor) -> None:
    """Every target of a closed plan gets what was done of it, counted as the reports count."""
    year = Span(YEAR, date(plan.year, 1, 1), date(plan.year, 12, 31))
    done, whole = done_in(year, Place(None)), city()
    targets = list(plan.targets.all())
    for target in targets:
        indicator, district, kind = target.place
        place = None if district == whole.pk else district
        target.done = summed(done, indicator, training_type=kind, district=place)
    Target.objects.bulk_update(targets, ["done"])
