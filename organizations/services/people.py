"""Accounts of people."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.identifiers import check_phone
from core.privacy import keyed_hash
from organizations.models import User


@transaction.atomic
def create_user(*, actor: Actor, username, name, password="", email="", phone="") -> User:
    """A new account; without a password nobody can sign in to it yet."""
    user = User(
        username=username,
        name=name,
        email=email,
        phone_hash=keyed_hash(check_phone(phone)) if phone else "",
        password=make_password(password or None),
        date_joined=clock.now(),
    )
    user.save()
    audit.record(actor, "create", user)
    return user
