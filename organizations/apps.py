"""Organizations: who. Users, tenants, memberships, districts, and the access middleware."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations and people")

    def ready(self):
        """Where mail goes to, and what the sign-in library tells of changes to an account."""
        from allauth.account import signals as account
        from allauth.mfa import signals as factors

        from core.assignments import give_back
        from core.outbox import provide_address
        from core.registering import load
        from core.reveals import open_case, revealable, second_factor
        from core.workflow import attach
        from organizations import reveals
        from organizations.accounts import proof_address
        from organizations.models import Membership, UnitRegistration
        from organizations.queries import mail_addresses, staff_phones
        from organizations.services import security

        load(self.name)
        attach(Membership, "end", effect=give_back)
        provide_address("email", mail_addresses)
        provide_address("sms", staff_phones)
        revealable(UnitRegistration, *reveals.FIELDS, in_history=True)
        open_case(UnitRegistration, reveals.is_being_checked)
        # before data is shown in clear, whoever looks proves again who it is
        second_factor(proof_address)
        account.user_logged_in.connect(security.signed_in, dispatch_uid="device")
        for changed in (account.password_changed, account.password_set, account.password_reset):
            changed.connect(security.password_changed, dispatch_uid="security")
        for changed in (
            factors.authenticator_added,
            factors.authenticator_removed,
            factors.authenticator_reset,
        ):
            changed.connect(security.factor_changed, dispatch_uid="security")
