"""Those who work in a drill: when they are on, how tired they grow, how many are enough. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heapreplace
from random import Random
from uuid import UUID

Shift = tuple[time, time] | None
Span = tuple[datetime, datetime]
ONE_DAY = timedelta(days=1)


@dataclass
class Worker:
    """Somebody at work: `key` whom the application knows, busy until `free_at`."""

    key: str
    role: str
    pool: str
    shifts: tuple[Span, ...]
    free_at: datetime | None = None
    last_end: datetime | None = None
    held_until: datetime | None = None  # with a life in danger, which nothing interrupts
    handles: tuple[UUID, datetime] | None = None  # which need, until when
    since_sleep: float = 0.0  # minutes of work
    by_act: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    by_day: dict[date, float] = field(default_factory=lambda: defaultdict(float))
    nights: set[date] = field(default_factory=set)  # on which they worked between 0 and 5

    @property
    def minutes(self) -> float:
        """The minutes of work of all days."""
        return sum(self.by_act.values())

    def on(self, at: datetime) -> bool:
        """Return whether they are on at a moment."""
        return any(start <= at < end for start, end in self.shifts)


def plan_shifts(
    number: int, people: int, rota: Sequence[Shift], first: datetime, days: int
) -> tuple[Span, ...]:
    """Return when one of a pool's people is on, from the local day of `first` and the day before.

    Everybody goes through the rota a line a day; where they begin is spread over it, so that few
    people leave as few gaps as they can.
    """
    begins = number * len(rota) // max(people, 1) if people < len(rota) else number
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = []
    for day in range(-1, days + 1):
        shift = rota[(begins + day) % len(rota)]
        if shift is None:
            continue
        morning = midnight + day * ONE_DAY
        start = morning.replace(hour=shift[0].hour, minute=shift[0].minute)
        end = morning.replace(hour=shift[1].hour, minute=shift[1].minute)
        spans.append((start, end if end > start else end + ONE_DAY))
    return tuple(spans)


def days_without(workers: Iterable[Worker], first: datetime, days: int) -> list[int]:
    """Return the days, counted from the first evening as 0, on which nobody has a shift."""
    begins = {span[0].date() for worker in workers for span in worker.shifts}
    return [day for day in range(days) if (first + day * ONE_DAY).date() not in begins]


def take_out(worker: Worker, start: datetime, end: datetime) -> None:
    """Take somebody off all shifts that begin in a time: ill, or away."""
    worker.shifts = tuple(span for span in worker.shifts if not start <= span[0] < end)


def fall_ill(
    workers: Iterable[Worker], rng: Random, a_day: float, days: int, first: datetime, of_days: int
) -> int:
    """Let people fall ill by chance, each for so many days; return how many did."""
    fallen = 0
    for worker in workers:
        day = 0
        while day < of_days:
            if rng.random() < a_day:
                take_out(worker, first + day * ONE_DAY, first + (day + days) * ONE_DAY)
                fallen += 1
                day += days
            day += 1
    return fallen


def work(
    worker: Worker,
    at: datetime,
    act: str,
    minutes: float,
    after_hours: float,
    slower: float,
    sleep: timedelta,
) -> datetime:
    """Let a worker do an act from `at`; return when it is done.

    Minutes are longer for who worked many hours since the last rest that was long enough to sleep.
    """
    start = max(at, worker.free_at) if worker.free_at else at
    if worker.last_end is None or start - worker.last_end >= sleep:
        worker.since_sleep = 0.0
    over = max(0.0, worker.since_sleep / 60 - after_hours)
    spent = minutes * (1 + slower * over)
    worker.free_at = worker.last_end = start + timedelta(minutes=spent)
    worker.since_sleep += spent
    worker.by_act[act] += spent
    worker.by_day[start.date()] += spent
    if start.hour < 5:
        worker.nights.add(start.date())
    return worker.free_at


def interrupt(worker: Worker, at: datetime) -> timedelta:
    """Let somebody leave what they do at a moment; return how much of it is left."""
    left = max((worker.free_at or at) - at, timedelta(0))
    worker.free_at = at
    return left


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


def needed_by_hours(pieces: Iterable[Piece], hours: int) -> dict[int, int]:
    """Return how many people would be enough in each part of the day, on its worst day.

    A part is so many hours long and is named by its first hour.
    """
    parts: dict[tuple[date, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        parts[piece.ready.date(), piece.ready.hour // hours * hours].append(piece)
    most = dict.fromkeys(range(0, 24, hours), 0)
    for (_day, hour), there in parts.items():
        most[hour] = max(most[hour], enough(there))
    return most
