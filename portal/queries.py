"""What the public pages ask beside the rows they may read."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from organizations.models import User
from programs.models import TrainingClass


def taken_down_at(piece_model, number: str) -> datetime | None:
    """When something that was public was taken down; None for all else. Tells no more than that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT taken_down_at(%s, %s)", [piece_model._meta.model_name, number])
        return cursor.fetchone()[0]


def name_of(user_id: int | None) -> str:
    """A person's name as the acting bureau may read it; a district does not know the city's."""
    if user_id is None:
        return ""
    person = User.objects.filter(pk=user_id).first()
    return str(person) if person else _("a person of another bureau")


def classes_of_trade(occupation, actor) -> int:
    """How many classes of an occupation are enrolling now."""
    enrolling = TrainingClass.objects.visible_to(actor).open()
    return enrolling.filter(programme__occupation=occupation).count()
