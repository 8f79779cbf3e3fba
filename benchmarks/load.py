"""Drives a web server with several clients at once and measures rate, times and processor use."""

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = 100  # of the kernel's clock, a second


@dataclass(frozen=True)
class Request:
    """One request to send."""

    method: str
    path: str
    headers: dict
    body: str = ""
    source: str = "127.0.0.1"  # the address it comes from: the API counts requests by it


@dataclass
class Outcome:
    """What came of a drive: answers by status, times in ms, seconds, processor seconds by part."""

    statuses: dict[int, int]
    times: list[float]
    seconds: float
    cpu: dict[str, float]
    size: int

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def figures(self) -> dict:
        """The figures as they are kept."""
        return {
            "rate": round(self.rate, 1),
            "p50_ms": round(statistics.median(self.times), 1),
            "p95_ms": round(self.percentile(0.95), 1),
            "p99_ms": round(self.percentile(0.99), 1),
            "cpu_ms": {
                part: round(1000 * spent / len(self.times), 2) for part, spent in self.cpu.items()
            },
            "statuses": self.statuses,
            "bytes": self.size,
        }


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Several drives of the same server as one."""
    parts = list(outcomes)
    statuses, cpu = Counter(), Counter()
    for part in parts:
        statuses.update(part.statuses)
        cpu.update(part.cpu)
    times = [spent for part in parts for spent in part.times]
    seconds = sum(part.seconds for part in parts)
    return Outcome(dict(statuses), times, seconds, dict(cpu), parts[-1].size)


def drive(port, requests: list[Request], *, clients, parts=None) -> Outcome:
    """Send all requests, each once, over `clients` at a time.

    `parts` names process ids whose processor time, with their descendants', is counted.
    """
    parts = parts or {}
    waiting, lock = iter(requests), threading.Lock()
    times, statuses, sizes = [], {}, [0]

    def client():
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                return
            begun = time.perf_counter()
            status, size = send(port, request)
            spent = 1000 * (time.perf_counter() - begun)
            with lock:
                times.append(spent)
                statuses[status] = statuses.get(status, 0) + 1
                sizes[0] = size

    threads = [threading.Thread(target=client) for _ in range(clients)]
    before = {part: cpu_of(pids) for part, pids in parts.items()}
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    spent = {part: cpu_of(pids) - before[part] for part, pids in parts.items()}
    return Outcome(statuses, times, seconds, spent, sizes[0])


def send(port, request: Request) -> tuple[int, int]:
    """(status, bytes of the body as they came over the wire)."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=120, source_address=(request.source, 0)
    )
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    return answer.status, size


def cpu_of(parents) -> float:
    """Processor seconds of these processes and all below them, of those that live."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pid = int(folder.name)
        except (OSError, ValueError):  # it has ended, or is no process
            continue
        children.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = sum(map(int, fields[11:15])) / TICKS
    waiting, total = list(parents), 0.0
    while waiting:
        pid = waiting.pop()
        total += spent.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total
