"""One stream of events for all open screens: a screen costs a connection and no thread.

Who looks is asked once as a request of its own, and again every minute: whoever is signed out or
whose role ended hears no more. One thread of the process reads the journal for all screens, asks
each part that changed once for all who see the same, and sends to each what differs.
"""

import asyncio
import json
import logging
import time
import zoneinfo
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.db import close_old_connections
from django.utils import timezone, translation

from wanjia.core.access.viewer import FIELD, Viewer
from wanjia.core.live import (
    LivePart,
    Tail,
    Values,
    differences,
    marked_topics,
    open_by,
    part_named,
)

PAUSE_SECONDS = 0.5  # between two looks at the journal
STEADY_SECONDS = 4  # between two looks for what changes all the time, as answers do
TURN_SECONDS = 0.3  # after which the journal is read again, before dear parts are asked
WHO_SECONDS = 60  # after which it is asked again who looks
ALIVE_SECONDS = 15  # after which a quiet stream says that it is there
MOST_SCREENS = 400
MOST_PARTS = 12
MOST_WAITING = 200  # events that a screen has not taken yet; then its stream ends, and begins anew
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
Key = tuple[str, UUID, str, str, str, UUID | None]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
Send = Callable[["Screen", str, str, Values], None]
AskWho = Callable[[dict[str, Any]], Awaitable[Answer]]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Looker:
    """Who looks at a screen, in which language and by which clock."""

    viewer: Viewer
    language: str
    timezone: str

    def key_of(self, name: str, part: LivePart) -> Key:
        """Return what all screens share that see the same of a part."""
        own = part.personal or self.viewer.role in FIELD
        viewer = self.viewer
        user = viewer.user_id if own else None
        return name, viewer.community_id, viewer.role, self.language, self.timezone, user


@dataclass(eq=False)
class Screen:
    """An open screen: who looks at which page, and what was sent to it."""

    looker: Looker
    page: str
    parts: dict[str, LivePart]
    waiting: "asyncio.Queue[str]" = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    new: set[str] = field(default_factory=set)
    others: dict[str, list[str]] = field(default_factory=dict)
    cut: bool = False

    def send(self, part: str, kind: str, values: Values) -> None:
        """Put an event where the connection takes it."""
        said = json.dumps({"part": part, "kind": kind, "values": values}, ensure_ascii=False)
        try:
            self.waiting.put_nowait(f"data: {said}\n\n")
        except asyncio.QueueFull:
            self.cut = True


class LiveStream:
    """The screens of one process, and the thread that looks for them."""

    def __init__(self, ask_who: AskWho) -> None:
        self.ask_who = ask_who
        self.screens: set[Screen] = set()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.tails: dict[UUID, Tail] = {}
        self.known: dict[Key, Values] = {}
        self.looking: asyncio.Task[None] | None = None
        self.asked_at: dict[Key, float] = {}
        self.due: set[Key] = set()  # what is to be asked; dear parts may wait for their turn
        self.stale: set[Key] = set()  # what answers changed, and is asked when its time has come
        self.cost: dict[str, float] = {}  # seconds that each part took last

    async def serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one screen until it is closed or its viewer may look no longer."""
        status, headers, body = await self.ask_who(scope)
        looker = looker_of(status, body)
        if looker is None or len(self.screens) >= MOST_SCREENS:
            refused = status if looker is None else 503
            await send({"type": "http.response.start", "status": refused, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        screen = screen_of(looker, scope["query_string"].decode("latin-1"))
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _send_piece(send, "retry: 3000\n\n")
        gone = asyncio.ensure_future(_closed(receive))
        self.screens.add(screen)
        self._start_looking()
        try:
            await self._keep_sending(screen, scope, send, gone)
        finally:
            self.screens.discard(screen)
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _keep_sending(
        self, screen: Screen, scope: dict[str, Any], send: Any, gone: "asyncio.Future[None]"
    ) -> None:
        asked = time.monotonic()
        while not gone.done() and not screen.cut:
            taken: asyncio.Future[Any] = asyncio.ensure_future(screen.waiting.get())
            await asyncio.wait([taken, gone], timeout=ALIVE_SECONDS, return_when="FIRST_COMPLETED")
            if taken.done():
                await _send_piece(send, taken.result())
            else:
                taken.cancel()
                if not gone.done():
                    await _send_piece(send, ": \n\n")
            if time.monotonic() - asked > WHO_SECONDS:
                asked = time.monotonic()
                status, _headers, body = await self.ask_who(scope)
                if looker_of(status, body) != screen.looker:
                    return

    def _start_looking(self) -> None:
        if self.looking is None or self.looking.done():
            self.looking = asyncio.ensure_future(self._keep_looking())

    async def _keep_looking(self) -> None:
        """Look for all screens as long as there are any, with half of a processor at most."""
        loop = asyncio.get_running_loop()

        def send(screen: Screen, name: str, kind: str, values: Values) -> None:
            loop.call_soon_threadsafe(screen.send, name, kind, values)

        while self.screens:
            screens = list(self.screens)
            used = 0.0
            try:
                used = await loop.run_in_executor(self.thread, self._look_once, screens, send)
            except Exception:
                log.exception("the look for open screens failed")
            self._tell_others(screens)
            await asyncio.sleep(max(used, 0.0 if self.due else PAUSE_SECONDS))
        for kept in (self.tails, self.known, self.asked_at, self.stale, self.due):
            kept.clear()

    def _look_once(self, screens: list[Screen], send: Send) -> float:
        """Look, over a connection to the database that is good still."""
        close_old_connections()
        return self._look(screens, send)

    def _look(self, screens: list[Screen], send: Send) -> float:
        """Send each screen what is new to it, what costs least first; done in the one thread.

        Return how many seconds of a processor it took.
        """
        began = time.thread_time()
        communities = {screen.looker.viewer.community_id for screen in screens}
        self.tails = {one: self.tails.get(one) or Tail(one) for one in communities}
        happened = {one: tail.topics() for one, tail in self.tails.items()}
        shown: dict[Key, list[Screen]] = defaultdict(list)
        for screen in screens:
            for name, part in screen.parts.items():
                shown[screen.looker.key_of(name, part)].append(screen)
        for key, of_key in shown.items():
            self._note(key, of_key[0].parts[key[0]], happened[key[1]])
        self.known = {key: values for key, values in self.known.items() if key in shown}
        self.stale &= shown.keys()
        self.due &= shown.keys()
        until = time.monotonic() + TURN_SECONDS
        for key in sorted(shown, key=lambda key: self.cost.get(key[0].partition(":")[0], 0.0)):
            if time.monotonic() < until or key not in self.due:
                self._show(key, shown[key], send)
        return time.thread_time() - began

    def _show(self, key: Key, screens: list[Screen], send: Send) -> None:
        """Ask a part anew if it is due, and send what differs to all screens that show it."""
        name, looker = key[0], screens[0].looker
        part = screens[0].parts[name]
        changed: Values = {}
        if key in self.due:
            began = time.thread_time()
            after = ask_part(looker, name, part)
            self.cost[part.name] = time.thread_time() - began
            changed = differences(self.known.get(key, {}), after)
            self.known[key], self.asked_at[key] = after, time.monotonic()
            self.stale.discard(key)
            self.due.discard(key)
        for screen in screens:
            is_new = name in screen.new
            screen.new.discard(name)
            if values := self.known[key] if is_new else changed:
                send(screen, name, part.kind, values)

    def _note(self, key: Key, part: LivePart, topics: set[str]) -> None:
        """Note whether a part is to be asked: after an act at once, after answers alone when the
        last look is some seconds old.
        """
        if part.is_changed_by(topics):
            self.stale.add(key)
        steady = STEADY_SECONDS if part.steady is None else min(part.steady, STEADY_SECONDS)
        waited = time.monotonic() - self.asked_at.get(key, 0.0) > steady
        acted = part.is_changed_by(topics - marked_topics())
        if key not in self.known or acted or (key in self.stale and waited):
            self.due.add(key)

    def _tell_others(self, screens: list[Screen]) -> None:
        """Tell each screen who else has which page open; field roles hear of their own page."""
        pages = dict[UUID, list[tuple[str, str]]]()
        for screen in screens:
            viewer = screen.looker.viewer
            pages.setdefault(viewer.community_id, []).append((screen.page, viewer.name))
        for screen in screens:
            viewer = screen.looker.viewer
            others = open_by(pages[viewer.community_id], viewer.name)
            if not viewer.sees_all:
                others = {page: who for page, who in others.items() if page == screen.page}
            if said := differences(screen.others, others):
                screen.others = others
                screen.send("open", "open", said)


def looker_of(status: int, body: bytes) -> Looker | None:
    """Return who looks, as the request that asked it was answered."""
    if status != 200:
        return None
    said = json.loads(body)
    viewer = Viewer(UUID(said["community"]), said["role"], UUID(said["user"]), said["name"])
    return Looker(viewer, said["language"], said["timezone"])


def screen_of(looker: Looker, query: str) -> Screen:
    """Return a screen as its address asks for it: `?parts=today,alarms&page=/needs/…/`."""
    said = parse_qs(query)
    names = [name for value in said.get("parts", []) for name in value.split(",")]
    parts = {
        name: part
        for name in names[:MOST_PARTS]
        if (part := part_named(name)) and looker.viewer.role in part.roles
    }
    page = said.get("page", [""])[0][:100]
    return Screen(looker, page if page.startswith("/") else "", parts, new=set(parts))


def ask_part(looker: Looker, name: str, part: LivePart) -> Values:
    """Return a part's values as who looks reads them."""
    zone = zoneinfo.ZoneInfo(looker.timezone)
    with translation.override(looker.language), timezone.override(zone):
        return dict(part.ask(looker.viewer, name.partition(":")[2]))


async def _send_piece(send: Any, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _closed(receive: Any) -> None:
    """Return when the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
