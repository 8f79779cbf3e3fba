"""The public search and its filters."""

import pytest

from core.access import ANYONE
from core.tenancy.scope import ANON, OWNER, acting_as
from programs.filters import ClassFilter
from programs.models import Occupation, TrainingClass
from programs.queries import found


@pytest.fixture
def side(side):
    """The public class of this side teaches electricians, level 4; the other one does not."""
    with acting_as(OWNER):
        electrician = Occupation.objects.get(zh="电工")
        side.programme.occupation, side.programme.level = electrician, "4"
        side.programme.save()
    return side


@pytest.fixture
def search(side):
    """What the public finds by words."""

    def names(text):
        with acting_as(ANON):
            rows = TrainingClass.objects.visible_to(ANYONE)
            return sorted(found(rows, text).values_list("name", flat=True))

    return names


@pytest.mark.parametrize(
    "text", ["电工", "electric", "dian", "DIANGONG", "公甲学", "c101", "公甲班"]
)
def test_a_class_is_found_by_what_people_type(search, text):
    assert search(text) == ["公甲班"]


def test_without_words_everything_public_is_shown_and_nothing_private(search):
    assert search("") == search("  ") == ["公乙班", "公甲班"]
    assert search("密") == []
    assert search("%") == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"level": "4"}, ["公甲班"]),
        ({"training_type": "enterprise"}, []),
        ({"district": "DL-01"}, ["公乙班"]),
        ({"has_seats": "on"}, ["公乙班", "公甲班"]),
        ({"starts_after": "2099-01-01"}, []),
        ({"q": "电工", "district": "DL-06"}, ["公甲班"]),
        ({"q": "电工", "district": "DL-01"}, []),
    ],
)
def test_filters_narrow_down(side, query, names):
    with acting_as(ANON):
        rows = ClassFilter(query, queryset=TrainingClass.objects.visible_to(ANYONE)).qs
        assert sorted(row.name for row in rows) == names


def test_a_full_class_has_no_seats(side):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats_taken=9)
    with acting_as(ANON):
        public = TrainingClass.objects.visible_to(ANYONE)
        rows = ClassFilter({"has_seats": "on"}, queryset=public).qs
        assert [row.name for row in rows] == ["公乙班"]
