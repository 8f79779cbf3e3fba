"""What belongs to one session: rows of which a month is one partition, by their keys."""

from django.db import connection

from core.access import ScopedModel, ScopedQuerySet


def new_key(moment) -> int:
    """A key that carries the month of a session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT new_key(%s)", [moment])
        return cursor.fetchone()[0]


class MonthlyQuerySet(ScopedQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for row in objs:
            row.set_key()
        return super().bulk_create(objs, *args, **kwargs)


class Monthly(ScopedModel):
    """A new row gets a key of the month of its `session` (decision 79)."""

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def set_key(self) -> None:
        if self.pk is None:
            self.pk = new_key(self.session.starts_at)

    def save(self, *args, **kwargs):
        self.set_key()
        super().save(*args, **kwargs)
