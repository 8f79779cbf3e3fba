"""Steps about certificates of completion: the holder's paper, the class's, anybody's check."""

import re
from io import BytesIO

from pypdf import PdfReader

CHECK = "/certificates/check/"


def pages_of(person, path) -> list[str]:
    answer = person.context.request.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    sheets = PdfReader(BytesIO(answer.body())).pages
    return ["".join(sheet.extract_text().split()) for sheet in sheets]


def certified(holder, name) -> str:
    """The holder finds the own certificate and downloads it; its number."""
    found = re.search(r"PX\d{4}-\d{6}", holder.open("/account/certificates/").text())
    assert found, holder.text()
    (paper,) = pages_of(holder, f"/papers/certificates/{found[0]}.pdf")
    assert found[0] in paper
    assert name in paper, paper
    return found[0]


def genuine(stranger, number, name):
    """Anybody with the paper in hand learns that it is genuine, and nothing by a wrong name."""
    stranger.open(CHECK).fill(number=number, name="别的人").submit()
    assert "没有编号与姓名都相符的证书" in stranger.text(), stranger.text()
    stranger.open(f"{CHECK}?number={number}").fill(name=name).submit()
    words = stranger.text()
    assert "证书真实有效" in words, words
    assert number in words
