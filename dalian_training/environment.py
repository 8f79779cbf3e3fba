"""Every setting that comes from outside, read from the environment, checked, in one place.

A missing or malformed one ends the program with one line and exit code 1. `.env.example` explains
each name. Nothing here needs Django, so that `make run` can check before it starts anything.
"""

import base64
import binascii
import os
import sys
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ

from dalian_training.passwords import local_secrets

BASE = Path(__file__).resolve().parent.parent
MODES = ("demo", "production", "test")
SHORTEST_SECRET = 40  # characters
FONT_FOLDER = "node_modules/@expo-google-fonts/noto-sans-sc"
FONT_FILES = (  # every PDF is set in these
    f"{FONT_FOLDER}/400Regular/NotoSansSC_400Regular.ttf",
    f"{FONT_FOLDER}/700Bold/NotoSansSC_700Bold.ttf",
)
FIELD_KEY_BYTES = 32  # AES-256
CIPHERS = ("aes", "sm4")
LIST_URL = "LIST_URL_"
LONGEST_KEPT = 60  # seconds: a page says how many seats are free
PRIVATE = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"

env = environ.Env()
if os.environ.get("MODE") != "test":  # a developer's .env must not steer the tests
    environ.Env.read_env(BASE / ".env")


class Misconfigured(SystemExit):
    """The environment cannot be used; the message is one line that says what to change."""

    def __init__(self, message):
        super().__init__(f"settings: {message}")


def text(name, default=""):
    """A variable, or its default when it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def mode():
    """`demo`, `production` or `test`; demo is the default only while no database is configured."""
    chosen = text("MODE", "production" if text("DATABASE_URL") else "demo")
    if chosen not in MODES:
        raise Misconfigured(f"MODE={chosen} is unknown; choose one of {', '.join(MODES)}")
    return chosen


def var():
    """The data folder, absolute."""
    return (BASE / text("VAR", "var")).resolve()


def host():
    """The address the web server listens on."""
    return text("HOST", "127.0.0.1")


def port():
    """The port the web server listens on."""
    value = text("PORT", "8000")
    if not (value.isdecimal() and 0 < int(value) < 2**16):
        raise Misconfigured(f"PORT={value} is not a port number between 1 and 65535")
    return int(value)


def demo_size():
    """How large a demo city fills an empty database: `large`, `small`, or empty for none.

    DEMO=1 is the large one, DEMO=small a tenth of it, DEMO=0 none; in production there is none.
    """
    value = text("DEMO", "1").lower()
    if value not in (*environ.Env.BOOLEAN_TRUE_STRINGS, "small", "0", "false", "no", "off"):
        raise Misconfigured(f"DEMO={value} is none of 1, small and 0")
    if mode() == "production":
        return ""
    large = "large" if value in environ.Env.BOOLEAN_TRUE_STRINGS else ""
    return value if value == "small" else large


def secret_key():
    """Django's signing key."""
    value = _secret("SECRET_KEY")
    if len(value) < SHORTEST_SECRET:
        raise Misconfigured(f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters")
    return value


def field_keys():
    """Keys of the encrypted columns, newest last: `1:<base64 of 32 bytes>[,2:…]`, checked."""
    return _key_ring("FIELD_KEYS")


def field_cipher():
    """`aes` (AES-256-GCM) or `sm4` (SM4-GCM): what new values are sealed with."""
    value = text("FIELD_CIPHER", "aes").lower()
    if value not in CIPHERS:
        raise Misconfigured(f"FIELD_CIPHER={value} is unknown; choose one of {', '.join(CIPHERS)}")
    return value


def lookup_keys():
    """Keys of the hashes personal numbers are found by; of the form of FIELD_KEYS, checked."""
    return _key_ring("LOOKUP_KEYS")


def _key_ring(name):
    value = _secret(name)
    versions = set()
    for item in value.split(","):
        version, _, encoded = item.strip().partition(":")
        if not version.isdecimal() or len(_decoded(encoded)) != FIELD_KEY_BYTES:
            raise Misconfigured(f"{name} is not of the form 1:<base64 of 32 bytes>[,2:…]")
        if version in versions or version != str(int(version)) or version == "0":
            raise Misconfigured(f"{name} names version {version} twice or not as 1, 2, 3, …")
        versions.add(version)
    return value


def _decoded(encoded):
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _secret(name):
    if text(name):
        return text(name)
    if mode() == "production":
        raise Misconfigured(f"{name} is missing; MODE=production makes no secrets of its own")
    return own_secrets()[name]


def own_secrets():
    """What this installation made for itself: keys and the passwords of its logins."""
    try:
        return local_secrets(var())
    except (OSError, ValueError) as error:
        raise Misconfigured(f"VAR={var()} cannot keep secrets.json: {error}") from None


def email():
    """Django's mail settings from EMAIL_URL; without it mails become files in VAR/mail."""
    if not text("EMAIL_URL"):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(var() / "mail")}
    try:
        return env.email_url("EMAIL_URL")
    except (KeyError, ValueError, environ.ImproperlyConfigured):
        raise Misconfigured("EMAIL_URL is not of the form smtp+tls://user:pw@host:587") from None


def sms_gateway():
    """The gateway of SMS_URL in parts; None without one: short messages are kept and shown."""
    given = text("SMS_URL")
    if not given:
        return None
    parts = urlsplit(given)
    try:
        port_number = parts.port
    except ValueError:
        port_number = -1
    complete = parts.hostname and parts.username and parts.password and port_number != -1
    if parts.scheme not in {"http", "https"} or not complete:
        raise Misconfigured("SMS_URL is not of the form https://user:secret@gateway/path")
    if parts.scheme == "http" and mode() == "production":
        raise Misconfigured("SMS_URL is not https; MODE=production sends no numbers in clear")
    return {
        "scheme": parts.scheme, "host": parts.hostname, "port": port_number,
        "path": parts.path or "/", "user": unquote(parts.username),
        "secret": unquote(parts.password),
    }  # fmt: skip


def list_sources():
    """The addresses of reference lists by kind: `{kind: {"url": …, "authorization": …}}`."""
    found = {}
    for name in sorted(os.environ):
        if name.startswith(LIST_URL) and text(name):
            kind = name.removeprefix(LIST_URL)
            check_list_url(name, text(name))
            found[kind.lower()] = {"url": text(name), "authorization": text(f"LIST_AUTH_{kind}")}
    return found


def check_list_url(name, given):
    """Raises Misconfigured; the secret stands in LIST_AUTH_…, never in the address."""
    try:
        parts = urlsplit(given)
        is_complete = bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
        is_complete = is_complete and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete or parts.scheme not in {"http", "https"}:
        raise Misconfigured(f"{name} is not of the form https://host/path")
    if parts.scheme == "http" and mode() == "production":
        raise Misconfigured(f"{name} is not https; MODE=production asks for no lists in clear")


def whole_number(name, default, lowest, highest):
    """A number of a setting."""
    value = text(name, str(default))
    if not (value.isdecimal() and lowest <= int(value) <= highest):
        raise Misconfigured(f"{name}={value} is not a number from {lowest} to {highest}")
    return int(value)


def storage():
    """Django's storage of files from STORAGE_URL; without it they lie in VAR/media."""
    if not text("STORAGE_URL"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    form = "STORAGE_URL is not of the form s3://key:secret@host:port/bucket[/prefix][?region=…]"
    try:
        parts = urlsplit(text("STORAGE_URL"))
        address = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        raise Misconfigured(form) from None
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in {"s3", "s3+http"} or not (parts.username and parts.password and bucket):
        raise Misconfigured(form)
    if not parts.hostname:
        raise Misconfigured(form)
    options = {
        "access_key": unquote(parts.username), "secret_key": unquote(parts.password),
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{address}",
        "bucket_name": bucket, "location": unquote(prefix), "addressing_style": "path",
        "region_name": dict(parse_qsl(parts.query)).get("region"), "signature_version": "s3v4",
        "default_acl": None, "file_overwrite": False,
    }  # fmt: skip
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def process():
    """`system` in the system worker and beat, which log in as app_system; else `web`."""
    value = text("PROCESS", "web")
    if value not in {"web", "system"}:
        raise Misconfigured(f"PROCESS={value} is neither web nor system")
    return value


def log_format():
    """`plain` lines for people or `json` for a log collector."""
    value = text("LOG_FORMAT", "plain")
    if value not in {"plain", "json"}:
        raise Misconfigured(f"LOG_FORMAT={value} is neither plain nor json")
    return value


def allowed_hosts():
    """Host names the site answers to; production must name them."""
    names = [name.strip() for name in text("ALLOWED_HOSTS").split(",") if name.strip()]
    if not names and mode() == "production" and not _is_offline():
        raise Misconfigured("ALLOWED_HOSTS is missing; MODE=production must name its hosts")
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    return names or (loopback if host() in {"127.0.0.1", "localhost"} else ["*"])


def trusted_proxies():
    """How many proxies stand in front and name the visitor's address; one in production."""
    value = text("TRUSTED_PROXIES", "1" if mode() == "production" else "0")
    if not value.isdecimal():
        raise Misconfigured(f"TRUSTED_PROXIES={value} is not a number of proxies")
    return int(value)


def public_pages_kept():
    """For how many seconds a public page is given again; 0 for not at all (decision 45)."""
    value = text("PUBLIC_PAGES_KEPT", "5")
    if not (value.isdecimal() and int(value) <= LONGEST_KEPT):
        raise Misconfigured(f"PUBLIC_PAGES_KEPT={value} is not a number from 0 to {LONGEST_KEPT}")
    return int(value)


def inside_addresses():
    """The networks whose programs may ask for /metrics; the private ones by default."""
    value = text("INSIDE_ADDRESSES", PRIVATE)
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError:
        raise Misconfigured(f"INSIDE_ADDRESSES={value} is not of the form 10.1.0.0/16,…") from None


def _is_offline():
    return any(word in sys.argv for word in ("bootstrap_roles", "doctor"))
