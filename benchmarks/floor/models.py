"""The tables of `tables.sql`."""

from django.db import models


class Bare(models.Model):
    class Meta:
        abstract = True
        app_label = "floor"
        managed = False

    def __str__(self):
        return str(self.pk)


class District(Bare):
    name = models.TextField()

    class Meta(Bare.Meta):
        db_table = "district"


class Organization(Bare):
    name = models.TextField()

    class Meta(Bare.Meta):
        db_table = "organization"


class TrainingClass(Bare):
    number = models.TextField(unique=True)
    name = models.TextField()
    organization = models.ForeignKey(Organization, models.PROTECT)
    district = models.ForeignKey(District, models.PROTECT)
    starts_on = models.DateField()
    seats = models.IntegerField()
    taken = models.IntegerField(default=0)
    is_public = models.BooleanField(default=True)

    class Meta(Bare.Meta):
        db_table = "class"


class Enrolment(Bare):
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, db_column="class_id")
    person_id = models.IntegerField()
    name = models.TextField()
    state = models.TextField(default="confirmed")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Bare.Meta):
        db_table = "enrolment"


class Audit(Bare):
    at = models.DateTimeField(auto_now_add=True)
    verb = models.TextField()
    object_id = models.BigIntegerField()
    after = models.JSONField()

    class Meta(Bare.Meta):
        db_table = "audit"


class Message(Bare):
    person_id = models.IntegerField()
    code = models.TextField()
    context = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Bare.Meta):
        db_table = "message"
