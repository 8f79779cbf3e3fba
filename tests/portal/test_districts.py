"""The map of the districts: every number is that of the list it leads to."""

import re
from html import unescape
from pathlib import Path

import pytest

from core.tenancy.scope import OWNER, acting_as
from organizations.models import District
from portal.districts import SHADES, shade
from programs.models import TrainingClass
from tests import world as laid_out

STYLES = Path(__file__).resolve().parents[2] / "static" / "site" / "districts.css"
TILE = re.compile(
    r'<li class="district district-(DL-\w\d)[^>]*><a href="([^"]+)"[^>]*>.*?<strong>(\d+)</strong>'
)
PLACED = re.compile(r"\.district-(DL-\w\d) \{ grid-area: (\d) / (\d); \}")


@pytest.fixture
def world(db):
    with acting_as(OWNER):
        world = laid_out.make_world()
        row = TrainingClass.objects.get(number="C201")
        for n in range(30):
            row.pk, row.number = None, f"C9{n:02d}"
            row.save()
        row.pk, row.number, row.state = None, "C999", "running"
        row.save()
        return world


def tiles_of(client, address) -> list[dict]:
    """The tiles as the page draws them."""
    text = unescape(client.get(address).content.decode())
    return [
        {"code": code, "url": url, "count": int(count)} for code, url, count in TILE.findall(text)
    ]


@pytest.mark.parametrize("address", ["/", "/classes/"])
def test_every_number_is_that_of_the_list(world, client, address):
    tiles = tiles_of(client, address)
    assert {tile["code"]: tile["count"] for tile in tiles if tile["count"]} == {
        "DL-01": 31,
        "DL-06": 1,
    }
    for tile in tiles:
        numbers, n = set(), 1
        while rows := client.get(f"{tile['url']}&page={n}").context["objects"]:
            numbers |= {row.number for row in rows}
            n += 1
        assert len(numbers) == tile["count"], tile


def test_every_district_of_today_is_a_tile_in_a_place_of_its_own(world, client):
    with acting_as(OWNER):
        codes = set(District.objects.active().values_list("code", flat=True))
    assert {tile["code"] for tile in tiles_of(client, "/")} == codes
    placed = PLACED.findall(STYLES.read_text(encoding="utf-8"))
    assert {code for code, _row, _column in placed} == codes
    assert len({place[1:] for place in placed}) == len(placed) == len(codes)


def test_the_map_is_a_list_with_words_beside_the_numbers(world, client):
    text = client.get("/").content.decode()
    assert "个班期正在报名" in text
    assert 'class="district district-DL-06 shade-1"' in text
    assert 'class="district district-DL-01 shade-4"' in text
    assert 'class="district district-DL-08 shade-0"' in text


def test_the_chosen_district_is_marked(world, client):
    text = client.get("/classes/?district=DL-06").content.decode()
    marked = re.findall(r'href="([^"]+)" aria-current="true"', text)
    assert marked == ["/classes/?district=DL-06&amp;state=open"]


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(0, 0, 0), (0, 9, 0), (1, 100, 1), (50, 100, 2), (9, 9, SHADES)]
)
def test_shades_go_from_none_to_the_largest(count, most, expected):
    assert shade(count, most) == expected
