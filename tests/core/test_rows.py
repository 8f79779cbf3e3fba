"""Objects of prepared reads: what Django makes of the same rows, in every part."""

import pytest
from django.db.models import Model, Value
from django.db.models.signals import post_init

from core.prepared import Prepared
from core.rows import Making
from organizations.models import District, Organization
from programs.models import TrainingClass, Venue
from tests import world as laid_out
from trainees.models import Trainee


def whole(obj):
    """Everything an object holds, with the objects joined to it."""
    if not isinstance(obj, Model):
        return obj
    state = obj._state
    joined = {name: whole(other) for name, other in state.fields_cache.items()}
    held = {name: value for name, value in vars(obj).items() if name != "_state"}
    return type(obj), held, obj.get_deferred_fields(), state.adding, state.db, joined


QUERYSETS = {
    "all columns, sealed ones among them": lambda: Trainee.objects.order_by("pk"),
    "some columns of joined rows": lambda: (
        TrainingClass.objects.select_related("organization", "venue", "programme__occupation")
        .only("name", "organization__name", "venue__name", "programme__occupation__code")
        .order_by("pk")
    ),
    "the key alone": lambda: Venue.objects.only("pk").order_by("pk"),
    "joined rows, and one that is missing": lambda: Trainee.objects.select_related(
        "district", "merged_into"
    ).order_by("pk"),
    "with a value beside": lambda: District.objects.annotate(five=Value(5)).order_by("pk"),
    "no row": lambda: Organization.objects.filter(name="none such"),
}


@pytest.mark.parametrize("name", QUERYSETS)
def test_objects_are_what_django_makes_of_the_same_rows(owner, name):
    laid_out.make_world()
    read = Prepared(QUERYSETS[name])
    usual = [whole(one) for one in QUERYSETS[name]()]
    for _turn in range(2):  # as it is planned, and by its plan
        assert [whole(one) for one in read.rows()] == usual
    assert usual or name == "no row"


def test_a_column_that_was_not_read_is_fetched_when_asked_for(owner, django_assert_num_queries):
    read = Prepared(lambda code: District.objects.filter(code=code).only("code"))
    found = read.first("DL-01")
    with django_assert_num_queries(1):
        fetched = found.zh
    assert fetched == District.objects.get(code="DL-01").zh


def test_values_come_as_django_gives_them(owner):
    pairs = Prepared(lambda: District.objects.order_by("code").values_list("code", "zh"))
    codes = Prepared(lambda: District.objects.order_by("code").values_list("code", flat=True))
    assert pairs.rows() == list(District.objects.order_by("code").values_list("code", "zh"))
    assert codes.rows() == [code for code, _zh in pairs.rows()]


def test_what_is_not_known_is_said_at_once(owner):
    with pytest.raises(TypeError, match="ValuesIterable"):
        Prepared(lambda: District.objects.values("code")).rows()


def test_a_model_with_a_way_of_its_own_to_be_made_is_refused(owner):
    def listener(**_given): ...

    class Noted(District):
        class Meta:
            proxy = True
            app_label = "organizations"

        @classmethod
        def from_db(cls, *given):
            return super().from_db(*given)

    post_init.connect(listener, sender=Venue)
    try:
        for model in (Noted, Venue):
            with pytest.raises(TypeError, match="a way of its own"):
                Making(model, [])
    finally:
        post_init.disconnect(listener, sender=Venue)
    assert Making(Venue, []).of([], "default")._state.db == "default"
