"""Rooms and places where classes are held."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, of_organization, to
from core.enums import UNIT_ADMINS, Role
from core.search import SearchText, SortKey


class Venue(ScopedModel):
    """A room of an institution; its address is public."""

    VISIBLE = {**EVERY_ROLE, **to(UNIT_ADMINS | {Role.TEACHER}, of_organization())}

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=120)
    places = models.PositiveSmallIntegerField(_("capacity"))
    # Degrees (WGS 84): a sign-in is compared with them where a device says its place.
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    is_active = models.BooleanField(_("in use"), default=True)
    sort_key = SortKey(of="name")
    search_text = SearchText(spelled="name", also=("address",))

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="venue_of_organization"),
            models.CheckConstraint(
                name="venue_place_is_whole",
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def get_absolute_url(self):
        return reverse("workspace:venue-detail", args=[self.pk])

    def __str__(self):
        return self.name
