"""SMS_URL is parsed and checked before anything starts."""

import pytest

from dalian_training import environment

URL = "https://training:s%40cret@sms.example.gov.cn:8443/v1/messages"


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setenv("MODE", "production")


def test_the_gateway_is_taken_apart(monkeypatch):
    monkeypatch.setenv("SMS_URL", URL)
    assert environment.sms_gateway() == {
        "scheme": "https", "host": "sms.example.gov.cn", "port": 8443, "path": "/v1/messages",
        "user": "training", "secret": "s@cret",
    }  # fmt: skip


def test_without_a_gateway_there_is_none(monkeypatch):
    monkeypatch.setenv("SMS_URL", "")
    assert environment.sms_gateway() is None


@pytest.mark.parametrize(
    "given",
    [
        "sms.example.gov.cn",
        "ftp://training:secret@sms.example.gov.cn/",
        "https://sms.example.gov.cn/",
        "https://training@sms.example.gov.cn/",
        "https://training:secret@/v1",
        "https://training:secret@host:none/v1",
    ],
)
def test_a_malformed_gateway_stops_with_one_line(monkeypatch, given):
    monkeypatch.setenv("SMS_URL", given)
    with pytest.raises(SystemExit) as stopped:
        environment.sms_gateway()
    assert str(stopped.value) == (
        "settings: SMS_URL is not of the form https://user:secret@gateway/path"
    )


def test_production_sends_no_numbers_in_clear(monkeypatch):
    monkeypatch.setenv("SMS_URL", "http://training:secret@sms.example.gov.cn/")
    with pytest.raises(SystemExit) as stopped:
        environment.sms_gateway()
    assert "https" in str(stopped.value)


def test_production_stands_behind_one_proxy_unless_it_says_otherwise(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "")
    assert environment.trusted_proxies() == 1
    monkeypatch.setenv("TRUSTED_PROXIES", "2")
    assert environment.trusted_proxies() == 2
    monkeypatch.setenv("TRUSTED_PROXIES", "two")
    with pytest.raises(SystemExit):
        environment.trusted_proxies()
