"""How long and how much the server lets a client take; every limit is an environment variable."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

NAMES = {
    "header_seconds": "WANJIA_HEADER_SECONDS",
    "body_seconds": "WANJIA_BODY_SECONDS",
    "pause_seconds": "WANJIA_PAUSE_SECONDS",
    "least_rate": "WANJIA_LEAST_RATE",
    "connections": "WANJIA_CONNECTIONS",
    "spool_megabytes": "WANJIA_SPOOL_MB",
    "queue_seconds": "WANJIA_QUEUE_SECONDS",
    "heavy_seconds": "WANJIA_HEAVY_SECONDS",
    "heavy_megabytes": "WANJIA_HEAVY_MB",
}
HEADER_BYTES = 64 * 1024  # the request's line and its headers, together
# No body is read beyond this; the largest file that is taken (web/middleware.py) is smaller.
BODY_BYTES = 25 * 1024**2
MOST_HEADER_SECONDS = 60  # the server knows no longer one


@dataclass(frozen=True)
class Limits:
    """What a client may take: seconds, bytes a second, and counts."""

    header_seconds: int = 10  # for a request's headers, and for a connection between two requests
    body_seconds: int = 20  # for a body, beside what its size takes at the least rate
    pause_seconds: int = 10  # between two pieces of a body
    least_rate: int = 4096  # bytes a second, of a long body or of an answer that is read
    connections: int = 1000  # open at the same time; others wait
    spool_megabytes: int = 512  # of bodies kept on disk at the same time
    queue_seconds: int = 5  # that a request may have to wait for a thread; others are sent away
    heavy_seconds: int = 60  # for an import, a paste, a print, a solver; and to wait for one
    heavy_megabytes: int = 512  # of memory for one of these

    def seconds_for(self, size: int) -> float:
        """Return how long this many bytes may take."""
        return self.body_seconds + size / self.least_rate


def limits_from(environment: Mapping[str, str]) -> Limits:
    """Return the limits, as far as the environment names others; raises ValueError naming the
    variable.
    """
    given = {}
    for field in fields(Limits):
        name = NAMES[field.name]
        text = environment.get(name, "").strip()
        if not text:
            continue
        most = MOST_HEADER_SECONDS if field.name == "header_seconds" else 10**9
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= most):
            raise ValueError(f"{name}: {text!r} is no whole number from 1 to {most}")
        given[field.name] = int(text)
    return Limits(**given)
