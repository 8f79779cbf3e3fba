"""Attendance without a network: the page a teacher opens before, and what it asks and sends."""

import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core.devices import device_name
from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, ListPage, Page, facts_of
from core.refusals import Refused, with_remedy
from trainees.models import AttendanceDevice
from trainees.offline import FILES, pack
from trainees.services.devices import Line, register_device, take_over

TEACHER = {Role.TEACHER}
TEACHING = UNIT_ADMINS | TEACHER
LARGEST = 2_000_000  # bytes of one sending
MOST = 5000  # lines of one sending
FIELDS = {
    "counter": int, "kind": str, "session": int, "enrolment": int, "said_at": int, "origin": str,
    "elapsed": int, "signature": str,
}  # fmt: skip
LONGEST, WHOLE = 100, 2**63
KINDS = ("", "sign_in", "sign_out")


class OfflinePage(Page):
    """The people of the coming sessions, with a button to come and one to leave."""

    roles = TEACHER
    template_name = "trainees/offline.html"
    title = _("Attendance without a network")
    lead = _("Open this page once while you are online; then it works without a network.")


def worker(request):
    """What the browser keeps of the page; the address is the reach of it."""
    if request.actor.role not in TEACHER:
        raise Http404
    kept = [reverse("workspace:offline"), *map(staticfiles_storage.url, FILES)]
    return render(
        request, "trainees/offline_worker.js", {"kept": json.dumps(kept)},
        content_type="text/javascript; charset=utf-8",
    )  # fmt: skip


@method_decorator(never_cache, "dispatch")
class Sending(View):
    """An address the page talks to in JSON."""

    def dispatch(self, request, *args, **kwargs):
        if request.actor.role not in TEACHER:
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            told = {"code": refused.code, "message": with_remedy(refused)}
            return JsonResponse(told, status=409)

    def given(self) -> dict:
        """The JSON that was sent. Raises Refused: input_missing."""
        if len(self.request.body) > LARGEST:
            raise Refused("input_missing", str(LARGEST))
        try:
            found = json.loads(self.request.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refused("input_missing", "JSON")
        return found


class Pack(Sending):
    """The coming sessions with their people, to be kept on the device until they are over."""

    def get(self, request):
        return JsonResponse({"token": get_token(request), **pack(request.actor)})


class Devices(Sending):
    """Make this browser known by its key."""

    def post(self, request):
        key = self.given().get("key")
        name = device_name(request.headers.get("User-Agent", ""))[:40]
        device = register_device(actor=request.actor, name=name, key=str(key))
        return JsonResponse({"device": device.pk}, status=201)


class Entries(Sending):
    """Take over what a device has kept; sending it again changes nothing."""

    def post(self, request):
        given = self.given()
        own = AttendanceDevice.objects.visible_to(request.actor)
        device = get_object_or_404(own, pk=number(given.get("device")))
        outcomes = take_over(device, lines_of(given.get("lines")), actor=request.actor)
        return JsonResponse({"outcomes": outcomes})


def number(value) -> int:
    return value if isinstance(value, int) and 0 <= value < WHOLE else 0


def lines_of(given) -> list[Line]:
    """The lines sent. Raises Refused: input_missing where one is not in the form described."""
    if not isinstance(given, list) or len(given) > MOST:
        raise Refused("input_missing", "lines")
    return [line_of(item) for item in given]


def line_of(item) -> Line:
    is_whole = isinstance(item, dict) and set(item) == set(FIELDS)
    if not is_whole or not all(fits(item[name], kind) for name, kind in FIELDS.items()):
        raise Refused("input_missing", "lines")
    if item["kind"] not in KINDS:
        raise Refused("input_missing", "kind")
    return Line(**item)


def fits(value, kind) -> bool:
    if kind is str:
        return isinstance(value, str) and len(value) <= LONGEST and "\x00" not in value
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < WHOLE


class DeviceList(ListPage):
    """Devices that keep attendance without a network."""

    roles = TEACHING
    model = AttendanceDevice
    title = _("Attendance devices")
    columns = (
        Column("name", _("Device")),
        Column("registered_at", _("Registered"), is_nowrap=True),
        Column("last_counter", _("Entries sent")),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No device yet"),
        "text": _("A teacher's phone appears here once it has opened the offline page."),
    }

    def row_url(self, obj):
        return reverse("workspace:device-detail", args=[obj.pk])


class DeviceDetail(DetailPage):
    """What one device has sent, what became of it, and what is missing."""

    roles = TEACHING
    model = AttendanceDevice
    slug_field = "pk"

    def trail(self):
        return [(DeviceList.title, reverse("workspace:device-list"))]

    def facts(self, obj):
        return facts_of(obj, ("registered_at", "last_counter"))

    def sections(self, obj):
        along = obj.entries.exclude(kind="").select_related("session__training_class", "enrolment")
        known = set(obj.entries.values_list("counter", flat=True))
        missing = [n for n in range(1, obj.last_counter) if n not in known]
        context = {"entries": along.order_by("-counter")[:200], "missing": missing[:50]}
        return [
            {"title": _("Entries"), "template": "trainees/device_entries.html", "context": context}
        ]
