"""Signing in as each role of the world, once for each test."""

from http.cookies import SimpleCookie

from core.enums import Role
from core.tenancy.scope import AUTH, acting_as
from tests import world as laid_out


class Entrance:
    """`as_role` gives the client signed in as a role of side 甲 or of the city."""

    def __init__(self, client, sides):
        mine, city = sides["甲"], sides["市"]
        self.client, self.cookies = client, {}
        self.users = {
            Role.INSTITUTION_ADMIN: mine.admin,
            Role.TEACHER: mine.teacher_user,
            Role.WORKER: mine.worker,
            Role.DISTRICT_REVIEWER: mine.reviewer,
            **{role: city.rows[role] for role in laid_out.CITY_STAFF},
        }

    def as_role(self, role):
        """Whoever has no account, such as `anyone`, stays outside."""
        if role in self.users and role not in self.cookies:
            self.cookies[role] = self.sign_in(self.users[role])
        self.client.cookies = self.cookies.get(role, SimpleCookie())
        return self.client

    def sign_in(self, user) -> SimpleCookie:
        self.client.cookies = SimpleCookie()
        with acting_as(AUTH):
            self.client.force_login(user)
        return self.client.cookies
