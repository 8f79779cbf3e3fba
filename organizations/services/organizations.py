"""Tenants: new ones, and whether a unit may teach."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.access import Actor
from core.limits import cited
from core.numbers import next_serial
from core.refusals import Refused
from organizations.enums import OrganizationKind, Standing
from organizations.models import Organization


@transaction.atomic
def create_organization(*, actor: Actor, kind, name, short_name, district, **facts) -> Organization:
    """A new tenant with its public number `DL06-0001`."""
    organization = Organization(
        number=new_number(district),
        kind=kind,
        name=name,
        short_name=short_name,
        district=district,
        **facts,
    )
    organization.save()
    audit.record(actor, "create", organization)
    return organization


def new_number(district) -> str:
    """The next public number of a district."""
    prefix = district.code.replace("-", "")
    return f"{prefix}-{next_serial(f'organization-{prefix}'):04d}"


@transaction.atomic
def set_standing(*, actor: Actor, organization: Organization, standing, until=None, reason=""):
    """Record whether a unit may teach and until when (kept by accreditation)."""
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    before = audit.columns(row)
    row.standing, row.accredited_until = standing, until
    row.save()
    audit.record(actor, "set_standing", row, before=before, reason=reason)
    return row


@transaction.atomic
def settle_unit(*, actor: Actor, organization: Organization, **facts) -> Organization:
    """Write facts into the public register that the bureau has approved: name, address."""
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    before = audit.columns(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "update", row, before=before)
    return row


def may_teach(organization: Organization, on) -> bool:
    """Whether a unit may teach on a day: its accreditation covers it, or it needs none."""
    if organization.kind == OrganizationKind.ENTERPRISE:
        return True
    until = organization.accredited_until
    return organization.standing == Standing.ACCREDITED and bool(until) and until >= on


def check_may_teach(organization: Organization, on) -> None:
    """Refused: accreditation_missing, unless the unit may teach on the day."""
    if may_teach(organization, on):
        return
    rule = cited("tl_accreditation_validity", on)
    raise Refused(
        "accreditation_missing",
        organization.get_standing_display(),
        clause=rule.words,
        clause_url=rule.url,
        remedy=_("Apply for accreditation, or renew it, first."),
    )
