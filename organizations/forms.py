"""The sign-in form: one field for user name, e-mail or phone."""

from allauth.account.forms import LoginForm as LibraryForm

from core.identifiers import IdentifierError, check_phone

MAINLAND = "+86"


class LoginForm(LibraryForm):
    def clean_login(self):
        """A mobile number is written as the library expects one; all else stays as typed."""
        login = super().clean_login()
        try:
            return MAINLAND + check_phone(login)
        except IdentifierError:
            return login
