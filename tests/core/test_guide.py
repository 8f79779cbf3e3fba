"""The guides name buttons and lists by the words that stand on them, in both languages."""

import re
from pathlib import Path

import pytest

from tools.translations import read_catalogue

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
# Headings of a part, no words of a page.
HEADINGS = {
    "找班", "查补贴", "上课签到", "看进度", "有变化", "个人信息", "区县审核", "市级审核", "看情况",
    "查看完整号码", "培训券", "窗口代办", "不在岗时", "政策编制和发布", "系统管理员", "安全管理员",
    "未成年人", "监护关系", "银行账户", "当学徒", "创业以后", "创业成效", "更正申请",
}  # fmt: skip


def texts(message):
    found = message.id if isinstance(message.id, tuple) else (message.id,)
    told = message.string if isinstance(message.string, tuple) else (message.string,)
    return found, told


@pytest.fixture(scope="module")
def words():
    """(English, Chinese) of everything the pages say."""
    pairs = [texts(message) for message in read_catalogue() if message.id]
    return {one for found, _told in pairs for one in found}, {
        one for _f, told in pairs for one in told
    }


@pytest.mark.parametrize("page", ["worker", "institution", "reviewer", "administrator"])
def test_every_button_is_called_as_on_the_page(words, page):
    chinese, english = (GUIDE / f"{page}.md").read_text(encoding="utf-8").split("## English\n")
    english_words, chinese_words = words
    assert set(BOLD.findall(english)) - english_words == set()
    assert set(BOLD.findall(chinese)) - chinese_words - HEADINGS == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-hans.md"])
def test_the_front_pages_lead_to_every_guide(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    linked = set(re.findall(r"\(docs/guide/([a-z]+)\.md\)", text))
    assert linked == {page.stem for page in GUIDE.glob("*.md")}
