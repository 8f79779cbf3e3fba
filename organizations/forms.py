"""The sign-in form: one field for user name, e-mail or phone."""

from allauth.account.forms import LoginForm as LibraryForm
from django.utils.translation import gettext_lazy as _

from core.identifiers import IdentifierError, check_phone

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
