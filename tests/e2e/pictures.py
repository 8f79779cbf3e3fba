"""The pictures of the READMEs, drawn from the demo city: `make pictures`.

Each page as a visitor sees it first, in both languages, with few colours so that a picture is
small.
"""

import io
import tempfile
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PIL import Image

from portal.demo.people import PASSWORD
from supervision.periods import Quarter
from tests.e2e.browser import PHONE, ROOT, Person, chromium
from tests.e2e.stack import Stack

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("zh-CN", "en")
SCREEN = {"width": 1280, "height": 800}
COLOURS = 128


class Picture(NamedTuple):
    """What is drawn, as whom (nobody: the public), on which screen."""

    name: str
    path: str
    username: str = ""
    screen: dict = SCREEN


PICTURES = (
    Picture("home", "/"),
    Picture("standing", "/admin/", "municipal.chief"),
    Picture("report", "/reports/{quarter}/", "municipal.chief"),
    Picture("enrol", "/account/enrol/{class_number}/", "worker.1", PHONE),
)


def main():
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        product = Stack(Path(folder) / "var", demo="1", patience=600)
        try:
            for language in LANGUAGES:
                draw_all(browser, product, language)
        finally:
            product.stop()


def draw_all(browser, product, language):
    for picture in PICTURES:
        person = Person(browser, product.url, viewport=picture.screen, language=language)
        places = found(person)
        if picture.username:
            person.sign_in(picture.username, PASSWORD)
        person.open(picture.path.format(**places)).page.wait_for_load_state("networkidle")
        save(person.page.screenshot(), FOLDER / language / f"{picture.name}.png")
        person.context.close()


def found(person) -> dict:
    """The newest signed quarter, and the class one can join first."""
    link = person.open("/classes/").page.locator("main a[href^='/classes/C']").first
    number = link.get_attribute("href").strip("/").split("/")[-1]
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return {"class_number": number, "quarter": Quarter.last_full(today).previous}


def save(drawn: bytes, path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
