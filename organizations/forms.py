"""The sign-in forms: one field for user name, e-mail or phone; a phone and the code sent to it."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm as LibraryConfirmForm
from allauth.account.forms import LoginForm as LibraryForm
from allauth.account.forms import RequestLoginCodeForm as LibraryRequestForm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.codes import is_right
from core.identifiers import IdentifierError, check_phone, mask_phone
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
        self.fields["code"].label = _("Code from the short message")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "placeholder": ""}

    def clean_code(self):
        typed = self.cleaned_data["code"]
        if not is_right(ticket=self.expected_code, typed=typed):
            raise get_adapter().validation_error("incorrect_code")
        return typed
