"""Those who work in a drill: when they are on, how tired they grow, how many are enough. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heapreplace

DAY = (8, 20)


@dataclass
class Worker:
    """Somebody at work: `key` whom the application knows, busy until `free_at`."""

    key: str
    role: str
    parts: frozenset[str]  # day, night
    free_at: datetime | None = None
    minutes: float = 0.0
    by_act: dict[str, float] = field(default_factory=dict)

    def on(self, local: datetime) -> bool:
        """Return whether they are on at a local moment."""
        return part_of(local) in self.parts


def part_of(local: datetime) -> str:
    """Day or night."""
    return "day" if DAY[0] <= local.hour < DAY[1] else "night"


def crew(people: Iterable[tuple[str, str]], wanted: dict[str, dict[str, int]]) -> list[Worker]:
    """Put people (key, role) on: the first by day, the next by night; where they are too few the
    same people stay on, and grow tired.
    """
    by_role: dict[str, list[str]] = {}
    for key, role in people:
        by_role.setdefault(role, []).append(key)
    workers = []
    for role, number in wanted.items():
        have = by_role.get(role, [])
        day = have[: number["day"]]
        rest = [*have[number["day"] :], *reversed(day)]
        night = rest[: number["night"]]
        for key in have:
            parts = frozenset(p for p, on in (("day", day), ("night", night)) if key in on)
            if parts:
                workers.append(Worker(key, role, parts))
    return workers


def work(
    worker: Worker, at: datetime, act: str, minutes: float, after_hours: float, slower: float
) -> datetime:
    """Let a worker do an act from `at`; return when it is done. Minutes are longer when tired."""
    over = max(0.0, worker.minutes / 60 - after_hours)
    spent = minutes * (1 + slower * over)
    start = max(at, worker.free_at) if worker.free_at else at
    worker.free_at = start + timedelta(minutes=spent)
    worker.minutes += spent
    worker.by_act[act] = worker.by_act.get(act, 0.0) + spent
    return worker.free_at


@dataclass(frozen=True)
class Piece:
    """A piece of work: there from `ready`, wanted by `due`, minutes of one person."""

    ready: datetime
    due: datetime
    minutes: float


def enough(pieces: Iterable[Piece]) -> int:
    """Return how many people, taking whichever piece is due first, finish what can be finished in
    time.

    A piece that is too long for its promise is late however many there are; it is counted with the
    end that one person could reach at once.
    """
    wanted = sorted(pieces, key=lambda piece: (piece.ready, piece.due))
    if not wanted:
        return 0
    low, high = 1, len(wanted)
    while low < high:
        middle = (low + high) // 2
        if _all_in_time(wanted, middle):
            high = middle
        else:
            low = middle + 1
    return low


def _all_in_time(pieces: list[Piece], people: int) -> bool:
    free = [pieces[0].ready] * people
    heapify(free)
    waiting: list[Piece] = []
    left = list(reversed(pieces))
    while left or waiting:
        now = free[0]
        while left and left[-1].ready <= now:
            waiting.append(left.pop())
        if not waiting:
            heapreplace(free, max(now, left[-1].ready))
            continue
        piece = min(waiting, key=lambda one: one.due)
        waiting.remove(piece)
        end = now + timedelta(minutes=piece.minutes)
        if end > max(piece.due, piece.ready + timedelta(minutes=piece.minutes)):
            return False
        heapreplace(free, end)
    return True
