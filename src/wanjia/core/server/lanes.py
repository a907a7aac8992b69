"""Which lane a request takes. Residents and pages have threads of their own; what is dear goes to
worker processes (`workers.py`), a password's hash and a household's photo to a thread each, which
both compute outside of Python's lock.
"""

import re
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
RESIDENTS, STAFF, SIGN_INS, PHOTOS, HEAVY = "residents", "staff", "sign_ins", "photos", "heavy"
PATIENT = (SIGN_INS, PHOTOS, HEAVY)  # where one expects to wait
PATIENCE = 60.0  # seconds
LARGE = 64 * 1024  # bytes of a body that holds a file
OF_RESIDENTS = (
    "/h/", "/s/", "/static/", "/health/", "/ok/", "/offline/", "/sw.js", "/manifest.",
)  # fmt: skip
_UUID = "[0-9a-f-]{36}"
_PASSWORDS = re.compile(r"/(login|join/[^/]+|account/(password|again)|start/[^/]+)/")
# Files read again by what they hold, pastes, solvers, whatever prints an estate: by any method.
_ALWAYS_HEAVY = re.compile(
    rf"/import/[^/]+/.*|/results/import/[^/]+/.*|/rounds/{_UUID}/excel/[^/]+/.*|.*\.xlsx|.*\.csv"
    rf"|/print/(publication|zone)/.*|/paper/{_UUID}/|/notices/{_UUID}/print/"
    rf"|/supplies/{_UUID}/sheets/|/care/pairs/propose/|/routes/plan/"
)
# The form is a page, what is sent is work.
_HEAVY_POSTS = re.compile(
    rf"/import/|/results/import/|/rounds/{_UUID}/excel/|/pastes/|/pastes/{_UUID}/(commit|list|back)/"
    rf"|/supplies/{_UUID}/orders/|/duty/teams/{_UUID}/make/|/plans/{_UUID}/(part/|publish/)?"
    rf"|/api/v1/pastes(/{_UUID}/commit)?|/api/v1/results/fhir"
)
WAITED = 64  # requests whose time is remembered


def lane_of(method: str, path: str, size: int) -> str:
    """Return the lane of a request by its method, its path and the length of its body."""
    if path.startswith(OF_RESIDENTS):
        return RESIDENTS if size <= LARGE else PHOTOS
    if method == "POST":
        if _PASSWORDS.fullmatch(path):
            return SIGN_INS
        if size > LARGE or _HEAVY_POSTS.fullmatch(path):
            return HEAVY
    return HEAVY if _ALWAYS_HEAVY.fullmatch(path) else STAFF


class LaneFull(Exception):
    """Whoever came now would wait too long."""


class Lane:
    """Threads with a queue that is no longer than the seconds in which it will be served."""

    def __init__(
        self,
        name: str,
        threads: int,
        most_wait: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.threads, self.most_wait, self.clock = threads, most_wait, clock
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.inside = 0  # waiting or being served
        self._took: deque[float] = deque(maxlen=WAITED)
        self._lock = threading.Lock()

    def expected_wait(self) -> float:
        """Return the seconds until one that came now would be served, as the last ones went."""
        ahead = self.inside - self.threads + 1
        if ahead <= 0 or not self._took:
            return 0
        return ahead * statistics.median(self._took) / self.threads

    def enter(self) -> None:
        """Take a place in the queue. Raises LaneFull."""
        with self._lock:
            if self.expected_wait() > self.most_wait:
                raise LaneFull
            self.inside += 1

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self.inside -= 1

    def serve(self, came: float, act: Callable[..., T], *args: Any) -> T:
        """Do it in a thread of the lane. Raises LaneFull for what has waited far too long."""
        began = self.clock()
        if began - came > 2 * self.most_wait:
            raise LaneFull
        try:
            return act(*args)
        finally:
            with self._lock:
                self._took.append(self.clock() - began)
