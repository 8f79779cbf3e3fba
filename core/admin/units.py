"""The lists of one unit: where a link leads from the unit's own record."""

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _

NAMES = ("organization", "unit")


def unit_field(model):
    """The column that tells whose record it is; None where it belongs to no unit."""
    fields = model._meta.concrete_fields
    return next((f for f in fields if f.is_relation and f.name in NAMES), None)


class UnitFilter(SimpleListFilter):
    """Only what belongs to the unit an address names; nobody wants all units to choose from."""

    title = _("unit")

    def __init__(self, request, params, model, model_admin, *, field):
        self.parameter_name, self.field = field.name, field
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        chosen = self.value()
        seen = self.field.related_model.objects.visible_to(request.actor)
        known = seen.filter(pk=chosen) if str(chosen).isdecimal() else seen.none()
        return [(chosen, str(unit)) for unit in known]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()})
