"""Forms: sign-in, invitations and their answers, deputies, the safety of an account."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm as LibraryConfirmForm
from allauth.account.forms import LoginForm as LibraryForm
from allauth.account.forms import RequestLoginCodeForm as LibraryRequestForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.codes import is_right
from core.enums import Role
from core.identifiers import IdentifierError, check_phone, mask_phone
from organizations.enums import BUREAUS, ROLES, UNITS
from organizations.models import Membership, Organization, User
from organizations.permissions import may_invite
from organizations.queries import memberships_of

MAINLAND = "+86"


class LoginForm(LibraryForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Account")
        hint = _("User name, mobile phone or e-mail")
        self.fields["login"].widget.attrs["placeholder"] = hint

    def clean_login(self):
        """A mobile number is written as the library expects one; all else stays as typed."""
        login = super().clean_login()
        try:
            return MAINLAND + check_phone(login)
        except IdentifierError:
            return login


class AddPasskeyForm(AddWebAuthnForm):
    """A key that signs in without a password is what is meant, unless somebody unticks it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class InviteForm(forms.Form):
    """Whom, into which organization, as what; only what the actor may offer is offered."""

    organization = forms.ModelChoiceField(
        label=_("Organization"), queryset=Organization.objects.none()
    )
    role = forms.ChoiceField(label=_("Role"))
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The link is sent here; it works once, until the day named in the message."),
    )
    phone = forms.CharField(label=_("Mobile phone"), max_length=20, required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        organizations = Organization.objects.visible_to(actor)
        if actor.is_unit:
            own = organizations.filter(pk=actor.organization_id)
            self.fields["organization"].queryset = own
            self.fields["organization"].initial = own.first()
            kinds = {organization.kind for organization in own}
        else:
            self.fields["organization"].queryset = organizations
            kinds = BUREAUS | UNITS
        roles = set().union(*(ROLES[kind] for kind in kinds))
        self.fields["role"].choices = [
            ("", "—"),
            *((role, label) for role, label in Role.choices if role in roles),
        ]

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        try:
            return check_phone(phone) if phone else ""
        except IdentifierError as error:
            raise ValidationError(error.message) from None

    def clean(self):
        data = super().clean()
        organization, role = data.get("organization"), data.get("role")
        if organization and role and role not in ROLES[organization.kind]:
            self.add_error("role", _("This kind of organization does not have this role."))
        elif organization and role and not may_invite(self.actor, organization, role):
            self.add_error("role", _("Its own administrator invites for this role."))
        return data


class NewAccountForm(forms.Form):
    """For an invited person without an account: user name and password, chosen by the person."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username

    def clean(self):
        data = super().clean()
        password = data.get("password")
        if password:
            person = User(username=data.get("username", ""), name=data.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
            if password != data.get("again"):
                self.add_error("again", _("The two passwords differ."))
        return data


class PhoneForm(forms.Form):
    """A member's own number, for text messages."""

    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        help_text=_("A code is sent to it. It is kept encrypted and shown to nobody."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self):
        try:
            return check_phone(self.cleaned_data["phone"])
        except IdentifierError as error:
            raise ValidationError(error.message) from None


class PhoneCodeForm(forms.Form):
    """The code that was sent to the number."""

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class DeputyForm(forms.Form):
    """Who stands in for a member, from when to when."""

    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=Membership.objects.none())
    first_day = forms.DateField(
        label=_("First day"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, member, actor, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = Membership.objects.visible_to(actor).active()
        colleagues = colleagues.filter(organization_id=member.organization_id)
        field = self.fields["deputy"]
        field.queryset = colleagues.exclude(user_id=member.user_id).select_related("user")
        field.label_from_instance = lambda m: f"{m.user.name} · {m.get_role_display()}"


class ReasonForm(forms.Form):
    """Why somebody is signed out."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LostFactorForm(ReasonForm):
    """Why the second factor is taken away, and how the person was recognised."""

    proof = forms.CharField(
        label=_("How the identity was checked"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In person or by a video call with a document, and who was present."),
    )


class RequestCodeForm(LibraryRequestForm):
    """A worker asks for a code; staff sign in with password and second factor.

    The answer is the same whether or not the number is known. Only the masked number goes on into
    the session.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        self.fields["phone"] = forms.CharField(
            label=_("Mobile phone"), max_length=20, widget=forms.TextInput(attrs=attrs)
        )

    def clean_phone(self):
        try:
            phone = check_phone(self.cleaned_data["phone"])
        except IdentifierError as error:
            raise forms.ValidationError(error.message) from None
        self.cleaned_data["phone"] = MAINLAND + phone
        super().clean_phone()
        if self._user and memberships_of(self._user):
            self._user = None
        return mask_phone(phone)


class ConfirmCodeForm(LibraryConfirmForm):
    """The code is checked against its hash; what the session holds is only the ticket."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the text message")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": ""}

    def clean_code(self):
        typed = self.cleaned_data["code"]
        if not is_right(ticket=self.expected_code, typed=typed):
            raise get_adapter().validation_error("incorrect_code")
        return typed
