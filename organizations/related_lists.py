"""What there is of one unit: each kind of record with its number and its list."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.utils.text import capfirst

from core.admin.units import unit_field
from core.admin_site import site
from core.admin_urls import changelist_url
from organizations.models import Organization


def related_lists(unit: Organization, request) -> list[dict]:
    """Label, count and address of each list with records of the unit that the actor may see.

    All numbers come from one query.
    """
    kinds = [
        (model, unit_field(model).name)
        for model, model_admin in site._registry.items()
        if unit_field(model) and model_admin.has_view_permission(request)
    ]
    counts = [number_of(model, name, request.actor) for model, name in kinds]
    numbers = Organization.objects.filter(pk=unit.pk).values_list(*counts).get() if counts else ()
    return [
        {
            "label": capfirst(model._meta.verbose_name_plural),
            "count": number,
            "url": f"{changelist_url(model)}?{name}={unit.pk}",
        }
        for (model, name), number in zip(kinds, numbers, strict=True)
        if number
    ]


def number_of(model, name: str, actor) -> Subquery:
    rows = model.objects.visible_to(actor).filter(**{name: OuterRef("pk")}).order_by()
    counted = rows.values(name).annotate(number=Count("pk", distinct=True)).values("number")
    return Subquery(counted, output_field=IntegerField())
