"""Turns a `Refused` that reaches the top into a page that says what, why and what to do."""

from django.shortcuts import render

from core.calendar import CalendarMissing
from core.refusals import Refused, is_busy


class RefusalMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """409 with the reason; the transaction of the view is rolled back already."""
        if isinstance(exception, CalendarMissing):
            exception = Refused("calendar_missing", str(exception))
        elif is_busy(exception):
            exception = Refused("busy")
        if not isinstance(exception, Refused):
            return None
        context = {
            "code": exception.code,
            "message": exception.message,
            "clause": exception.clause,
            "clause_url": exception.clause_url,
            "remedy": exception.remedy,
            "back_url": request.headers.get("Referer", "/"),
        }
        return render(request, "pages/refused.html", context, status=409)
