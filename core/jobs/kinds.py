"""The kinds of jobs: what they are called, where they run, what they do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation

LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Kind:
    """`run(job: Running) -> dict` does the work; `lease` is how long it may go without a report.

    `subject(params)` says in words what a job of this kind is about, such as the list exported;
    `leads_to(job)` gives the address where the reader goes on, or nothing while there is none;
    `again(job)` the one where the same is asked for anew.
    """

    name: str
    title: str
    queue: str
    lease: timedelta
    subject: Callable | None
    run: Callable
    leads_to: Callable | None = None
    again: Callable | None = None


_kinds: dict[str, Kind] = {}


def kind(name, *, title, queue="default", lease=LEASE, subject=None, leads_to=None, again=None):
    """Register a kind; the module must be imported in the app's `ready()`, for web and worker.

    `title` is lazily translated. Raises ValueError when the name is taken by another function.
    """

    def register(run):
        known = _kinds.get(name)
        if known and known.run is not run:
            raise ValueError(f"two kinds of jobs are called {name}")
        _kinds[name] = Kind(name, title, queue, lease, subject, run, leads_to, again)
        return run

    return register


def kind_of(name) -> Kind:
    """The kind of this name; raises KeyError."""
    if name not in _kinds:
        raise KeyError(f"no kind of job is called {name}: is its module imported in ready()?")
    return _kinds[name]


def title_of(name, params=None) -> str:
    """What a kind is called in the reader's language; its bare name when this process lacks it.

    With `params` also what the job is about.
    """
    known = _kinds.get(name)
    if known is None:
        return name
    about = str(known.subject(params)) if known.subject and params else ""
    return f"{known.title} · {about}" if about else str(known.title)


def way_on(job) -> str:
    """The address where the reader of a job goes on; empty where there is none."""
    known = _kinds.get(job.kind)
    return (known and known.leads_to and known.leads_to(job)) or ""


def way_again(job) -> str:
    """The address where the same is asked for anew; empty where there is none."""
    known = _kinds.get(job.kind)
    return (known and known.again and known.again(job)) or ""


def source_title(name) -> str:
    """The untranslated title, as messages store it to be read in two languages."""
    with translation.override("en"):
        return title_of(name)
