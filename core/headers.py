"""What a browser may do with our pages: which content it runs, which devices it may use."""

SELF = "'self'"
NONE = "'none'"
# No inline script or style anywhere: what a page says is never what a browser runs.
POLICY = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],  # the picture of an authenticator's code; a photo preview
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# The admin's own library evaluates the expressions in its templates and moves parts by style.
ADMIN_POLICY = POLICY | {
    "script-src": [SELF, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
}
# Attendance asks for the place and reads a code by camera; nothing else is ever asked for.
PERMISSIONS = {
    "camera": "(self)",
    "geolocation": "(self)",
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
    **dict.fromkeys(
        ("accelerometer", "display-capture", "gyroscope", "magnetometer", "microphone", "midi",
         "payment", "usb"),
        "()",
    ),
}  # fmt: skip


def header(policy: dict[str, list[str]]) -> str:
    """A policy as the header carries it."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


STRICT, ADMIN = header(POLICY), header(ADMIN_POLICY)
ALLOWED = ", ".join(f"{name}={who}" for name, who in PERMISSIONS.items())


class HeadersMiddleware:
    """Sets the headers on every answer; a view that needs another policy has set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = ADMIN if request.path.startswith("/admin/") else STRICT
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", ALLOWED)
        return response
