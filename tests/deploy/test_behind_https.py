"""Production mode behind HTTPS: cookies, headers, and a second factor before anything opens."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.e2e.browser import Person
from tests.e2e.tls import Proxy

NAME, PASSWORD = "first.administrator", "a-long-test-password"


@pytest.fixture(scope="module")
def site(machine, tmp_path_factory):
    """The address of the product behind HTTPS, with its first login as the operator makes it."""
    words = ("create_administrator", NAME, "--name", "安全员", "--password", PASSWORD)
    machine.run("migrate", "python", "manage.py", *words)
    proxy = Proxy(machine.port, tmp_path_factory.mktemp("https"))
    yield proxy.url
    proxy.stop()


class Visitor(Person):
    """A person whose browser complains aloud."""

    def __init__(self, browser, url):
        super().__init__(browser, url, ignore_https_errors=True)
        self.complaints = []
        self.page.on("console", self.listen)

    def sign_in(self, username, password):
        """By the form, as it stands."""
        self.page.goto("/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "/login/" not in address)
        return self

    def listen(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def path(self):
        return re.sub(r"^https://[^/]+", "", self.page.url)

    def cookies(self):
        return {cookie["name"]: cookie for cookie in self.context.cookies()}


def code_of(secret, *, later=0) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[0] + later))


def passkeys_of(page) -> None:
    """A device that answers for its owner, as a phone with a fingerprint would."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_in_production_nothing_opens_before_the_second_factor(site, browser, record_counts):
    person = Visitor(browser, site)
    passkeys_of(person.page)
    person.sign_in(NAME, PASSWORD)
    assert person.path() == "/security/2fa/"
    cookies = person.cookies()
    for name in ("__Host-session", "__Host-device"):
        cookie = cookies[name]
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
            True,
            True,
            "Lax",
            "/",
        )
    assert cookies["__Host-csrf"]["secure"]
    for path in ("/admin/", "/", "/classes/", "/start/"):
        person.page.goto(path)
        assert person.path() == "/security/2fa/", path

    person.page.goto("/security/2fa/totp/activate/")
    person.fill(password=PASSWORD).submit("main form button[type=submit]")
    assert person.path() == "/security/2fa/totp/activate/"
    secret = person.page.get_attribute("#authenticator_secret", "value")
    assert person.page.evaluate("document.querySelector('main img').naturalWidth") > 0
    person.fill(code=code_of(secret)).submit("main form button[type=submit]")
    assert len(re.findall(r"\b\d{8}\b", person.page.content())) >= 10

    person.open("/admin/").open("/admin/organizations/membership/").open("/people/invite/")

    person.page.goto("/security/2fa/webauthn/add/")
    if "reauthenticate" in person.path():
        person.fill(code=code_of(secret, later=1)).submit("main form button[type=submit]")
    person.fill(name="手机")
    with person.page.expect_navigation():
        # The page asks the device first and sends its form afterwards, so nothing moves at once.
        person.page.click("#mfa_webauthn_add")
    assert "手机" in person.open("/security/2fa/webauthn/").text()

    with person.page.expect_navigation():
        person.page.evaluate("document.querySelector('form[action$=\"/logout/\"]').submit()")
    person.page.goto("/login/")
    person.page.click("#passkey_login")
    person.page.wait_for_url(lambda address: "/login/" not in address)
    assert person.path() == "/admin/"
    record_counts(f"production by browser: {len(person.complaints)} complaints in the console")
    assert person.complaints == []
    person.context.close()


def test_in_production_every_answer_is_for_https_alone(machine):
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args):
            return None

    opener, address = urllib.request.build_opener(Stay), f"localhost:{machine.port}/login/"
    with pytest.raises(urllib.error.HTTPError) as moved:
        opener.open(f"http://{address}")
    assert (moved.value.code, moved.value.headers["Location"]) == (
        301,
        f"https://{address}",
    )
    asked = urllib.request.Request(f"http://{address}", headers={"X-Forwarded-Proto": "https"})
    headers = opener.open(asked).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
