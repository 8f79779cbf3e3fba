"""Where to turn with a complaint: an address, and no more than that."""

import pytest

from portal.contacts import contacts


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "示例"), ("en", "example")])
def test_the_page_tells_the_address_dates_it_and_says_it_is_an_example(client, language, word):
    text = client.get("/complaints/new/", headers={"Accept-Language": language}).content.decode()
    assert 'href="tel:12333"' in text
    assert "2026-01-01" in text
    assert word in text
    assert "<textarea" not in text, "it takes no complaint yet"


def test_every_line_is_there_in_both_languages():
    for row in contacts():
        assert all((row.zh, row.en, row.value_zh, row.value_en)), row.key


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["/", "/classes/", "/login/"])
def test_the_footer_leads_there(client, address):
    assert 'href="/complaints/new/"' in client.get(address).content.decode()
