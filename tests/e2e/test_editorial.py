"""An announcement, walked in a browser: written in both languages, read by another person, public.

The chief returns it once; the day is tomorrow, and the timetable publishes it when it has come.
"""

from datetime import datetime, timedelta

from tests.e2e.browser import PHONE, Person
from tests.e2e.walk import Walk

ZH = {
    "title_zh": "焊工班报名开始",
    "summary_zh": "下月开班，名额三十个。",
    "body_zh": "网上即可报名。\n\n详见 https://www.12333.gov.cn。",
}
EN = {
    "title_en": "Enrolment for welders has begun",
    "summary_en": "The class begins next month and has thirty seats.",
    "body_en": "Enrol online.\n\nMore at https://www.12333.gov.cn.",
}
LIST = "/announcements/"


def test_an_announcement_from_the_editor_s_desk_to_two_readers(product, today, browser):
    walk = Walk(browser, product)
    editor, chief = walk("editor"), walk("chief")
    record = write_draft(editor)
    look_at_previews(editor, record)
    editor.open(record).press("提交二审").submit()
    return_once(chief)
    improve(editor, record)
    day = today + timedelta(days=1)
    approve(chief, day)
    visitor = Person(browser, product.url, viewport=PHONE)
    assert ZH["title_zh"] not in visitor.open(LIST).text(), "not before its day"
    walk.move_clock(datetime.fromisoformat(f"{day}T00:05"))
    walk.until(visitor, LIST, ZH["title_zh"])
    read_in_chinese(visitor, day)
    read_in_english(Person(browser, product.url, language="en-GB"))


def write_draft(editor) -> str:
    """Chinese first; without English nothing can be handed in."""
    editor.open("/admin/portal/announcement/add/").fill(**ZH)
    editor.page.locator("[name=_save]").click()
    editor.page.wait_for_url("**/change/")
    record = editor.page.url
    editor.press("提交二审").submit()
    assert "缺少必填内容" in editor.text()
    assert "英文标题" in editor.text()
    editor.open(record).fill(**EN)
    left, right = (editor.page.locator(f"[name=body_{n}]").bounding_box() for n in ("zh", "en"))
    assert abs(left["y"] - right["y"]) < 2, "side by side"
    assert left["x"] + left["width"] <= right["x"]
    editor.page.locator("[name=_continue]").click()
    editor.page.wait_for_load_state()
    return record


def look_at_previews(editor, record):
    editor.open(record).press("预览中文页面")
    assert "尚未公开" in editor.text()
    assert ZH["title_zh"] in editor.page.inner_text("article h1")
    editor.page.locator(".preview-bar a[lang=en]").click()
    editor.page.wait_for_load_state()
    assert EN["title_en"] in editor.page.inner_text("article h1")
    assert ZH["title_zh"] not in editor.text()
    assert "Nobody outside the bureau" in editor.text()


def open_waiting(chief):
    chief.open("/admin/").press("待办公告").open_first()


def return_once(chief):
    open_waiting(chief)
    chief.press("退回作者")
    assert EN["body_en"].splitlines()[0] in chief.text(), "what is judged stands there"
    chief.fill(reason="英文标题请写明班期").submit()


def improve(editor, record):
    assert "英文标题请写明班期" in editor.open(record).text()
    editor.fill(title_en=f"{EN['title_en']}: class of next month")
    editor.page.locator("[name=_continue]").click()
    editor.page.wait_for_load_state()
    editor.press("提交二审").submit()
    assert "同意发布" not in editor.open(record).text(), "nobody approves what they wrote"


def approve(chief, day):
    open_waiting(chief)
    chief.press("同意发布").fill(publish_on=f"{day}").submit()
    assert "待发布" in chief.text()


def read_in_chinese(visitor, day):
    assert ZH["title_zh"] in visitor.open("/").text(), "on the home page"
    visitor.press(ZH["title_zh"])
    words = visitor.text()
    for expected in (ZH["summary_zh"], "网上即可报名。", f"{day}", "大连市人力资源和社会保障局"):
        assert expected in words
    link = visitor.page.locator("article a")
    assert link.get_attribute("href") == "https://www.12333.gov.cn"
    feed = visitor.page.locator("link[type='application/atom+xml']").get_attribute("href")
    assert ZH["title_zh"] in visitor.context.request.get(feed).text()


def read_in_english(visitor):
    visitor.open(LIST).press("Enrolment for welders")
    words = visitor.text()
    assert f"{EN['title_en']}: class of next month" in words
    assert "Enrol online." in words
    assert ZH["title_zh"] not in words
