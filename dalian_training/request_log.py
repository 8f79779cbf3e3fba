"""One log line for every request: which, by whom, its result, how long; nothing it carried."""

import re
import time
from secrets import token_hex

import structlog
from django_structlog.middlewares import RequestMiddleware

logger = structlog.get_logger("dalian_training.requests")


class RequestLog(RequestMiddleware):
    """Binds the request's id for every line below it, then writes `request`, or `request_failed`.

    The library's own lines carry query string and browser; these carry the path alone. Who acts is
    bound by the access middleware.
    """

    def prepare(self, request):
        """Nothing is bound yet: the request before has cleared what was."""
        structlog.contextvars.bind_contextvars(request_id=self.new_id())
        request.began_at = time.perf_counter()

    @staticmethod
    def new_id() -> str:
        """An id of our own: a header could bring anything."""
        return token_hex(16)

    def handle_response(self, request, response):
        failed = getattr(request, "_raised_exception", None) is not None
        if not failed:
            logger.info("request", **facts(request, response.status_code))
        structlog.contextvars.clear_contextvars()

    def _process_exception(self, request, exception):
        request._raised_exception = exception
        logger.error("request_failed", exc_info=exception, **facts(request, 500))


# A one-time link opens to whoever has it: its token stands in no log.
ONE_TIME = re.compile(r"^(/(?:invitation|guardian|shared)/)[^/]+")


def facts(request, status) -> dict:
    """What a line tells of a request."""
    taken = time.perf_counter() - getattr(request, "began_at", time.perf_counter())
    return {
        "method": request.method,
        "path": ONE_TIME.sub(r"\1…", request.path),
        "status": status,
        "duration_ms": round(taken * 1000, 1),
    }
