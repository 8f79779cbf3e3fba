"""How often one address may register or try tracking codes; `settings.API_RATES` says."""

from core.api.throttles import Window
from core.refusals import Refused


class FromAddress(Window):
    """By address: a house behind one address has several people, a machine has thousands."""

    def ident(self, request, view):
        return self.get_ident(request)


class Registering(FromAddress):
    name = "registration"


class RegisteringWorker(FromAddress):
    name = "worker_registration"


class Tracking(FromAddress):
    name = "tracking"


class Shared(FromAddress):
    name = "shared"


def check_rate(request, throttle: type[FromAddress]) -> None:
    """Count a try. Raises Refused: too_many_tries."""
    if not throttle().allow_request(request, None):
        raise Refused("too_many_tries")
