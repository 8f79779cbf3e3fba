"""Words of codes and of lines that lack a reason."""

from datetime import UTC, datetime

from django.urls import reverse
from django.utils import translation

from programs.checks.scope import scope_words
from programs.models import ChangeLine
from programs.occupations import occupation_name
from programs.reviewing import on_holiday
from tests.entering import Entrance
from tests.isolation.routes import ROUTES

WELDER = "6-18-02-04"
FIGURES = {
    "training_type": "key_group", "occupation": WELDER, "level": "5", "course_type": "",
}  # fmt: skip


def test_a_scope_is_told_by_the_name_of_its_occupation():
    with translation.override("zh-hans"):
        assert scope_words(FIGURES) == "重点群体就业技能培训 · 焊工 · 初级工（五级）"
    with translation.override("en"):
        assert occupation_name(WELDER) == "Welder"
    assert occupation_name("9-99-99-99") == "9-99-99-99"


def test_a_holiday_without_a_reason_ends_without_a_colon():
    line = ChangeLine(starts_at=datetime(2027, 1, 1, 2, tzinfo=UTC))
    with translation.override("zh-hans"):
        assert on_holiday(line) == "2027-01-01为法定节假日"
        line.holiday_reason = "企业停产"
        assert on_holiday(line) == "2027-01-01为法定节假日：企业停产"


def test_the_way_to_a_timetable_is_told_in_the_language_of_the_reader(client, world):
    """The admin's frame named the app by its label, in English on a Chinese page."""
    address = reverse("timetable-version", args=ROUTES["timetable-version"].arguments(world["甲"]))
    words = Entrance(client, world).as_role("district_reviewer").get(address).content.decode()
    assert "项目与班期" in words
    assert "Programs" not in words
