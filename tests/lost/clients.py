"""Phones, desks and programs that go on writing whatever happens to the server.

Each writes one thing after the other, with an id of its own; what was not acknowledged is sent
again until it is, as the queue of a phone does. What was acknowledged is kept for the reckoning.
"""

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from wanjia.core.ids import new_id

CSRF = "a" * 32
TRY_AGAIN = (502, 503, 504, 507)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Sending:
    """One write: what is sent, and what is to be found of it later."""

    path: str
    body: str
    headers: dict[str, str]
    keep: Callable[["Kept"], None]
    may_be_late: bool = False
    may_wait: bool = False


@dataclass
class Kept:
    """What was acknowledged."""

    answers: list[str] = field(default_factory=list)
    newest: dict[str, str] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    publications: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def count(self) -> int:
        return sum(len(getattr(self, name)) for name in self.__dataclass_fields__)


class Load:
    """Some clients, each in a thread, against a server that comes and goes."""

    def __init__(self, story: dict[str, Any], port: int, clients: int = 3, seed: int = 1) -> None:
        self.story, self.port = story, port
        self.kept, self.faults, self.refused = Kept(), [], 0
        self.round = ""
        self.stopping, self.up = threading.Event(), threading.Event()
        homes = [one for one in story["homes"] if len(one["people"]) == 2]
        self.threads = [
            threading.Thread(
                target=self._live,
                args=(self._household(homes[number::clients], random.Random(seed + number)),),
                daemon=True,
            )
            for number in range(clients)
        ]
        self.threads.append(threading.Thread(target=self._live, args=(self._zones(),), daemon=True))
        for thread in self.threads:
            thread.start()

    def open(self) -> None:
        """The server is there: find the open round, and go on."""
        until = time.monotonic() + 30
        while not (found := self._open_round()):
            assert time.monotonic() < until, "the regular work opened no round"
            time.sleep(0.02)
        self.round = found
        self.up.set()

    def _open_round(self) -> str:
        """The id of the zone's open round; empty until a server that was away has opened it."""
        headers = {"Authorization": f"Bearer {self.story['key']}"}
        answer = self._ask("GET", "/api/v1/rounds?open=1&limit=200", "", headers)
        assert answer, "no answer"
        rounds = json.loads(answer[1])["items"]
        return next((one["id"] for one in rounds if one["zone"] == self.story["zone"]), "")

    def pause(self) -> None:
        """The server is about to go."""
        self.up.clear()

    def wait_for(self, more: int, seconds: float) -> None:
        """Wait until so many more were acknowledged, or so long."""
        wanted, until = self.kept.count() + more, time.monotonic() + seconds
        while self.kept.count() < wanted and time.monotonic() < until:
            time.sleep(0.005)

    def stop(self) -> None:
        """Let each client have its last sending acknowledged, and end."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self.threads), "a client hangs"

    def _ask(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> tuple[int, str] | None:
        """The status and the words of an answer; None where the line was cut."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body.encode() if body else None, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def _live(self, sendings: Iterator[Sending]) -> None:
        try:
            for one in sendings:
                while not self._sent(one):
                    pass
                if self.stopping.is_set():
                    return
        except Exception as error:
            self.faults.append(repr(error))

    def _sent(self, one: Sending) -> bool:
        self.up.wait(30)
        answer = self._ask("POST", one.path, one.body, one.headers)
        if answer is None or answer[0] in TRY_AGAIN:
            self.refused += answer is not None
            time.sleep(0.02)
            return False
        if answer[0] == 409 and one.may_be_late:
            return True  # its round closed, or its hour was over, while the server was away
        if answer[0] in (409, 422) and one.may_wait:
            time.sleep(0.05)
            return False  # the clock is back before what it would stand on
        if answer[0] >= 400:
            told = re.findall(
                r'(?:role="alert"|data-problem|class="say bad")[^>]*>(.*?)</', answer[1], re.S
            )
            self.faults.append(f"{one.path} {answer[0]}: {told or answer[1][:500]}")
            return True
        one.keep(self.kept)
        return True

    def _desk(self, path: str, fields: dict[str, Any], keep: Callable[[Kept], None]) -> Sending:
        cookies = f"sessionid={self.story['session']}; csrftoken={CSRF}"
        headers = {**FORM, "Cookie": cookies, "X-CSRFToken": CSRF}
        return Sending(path, urlencode(fields, doseq=True), headers, keep)

    def _household(self, homes: list[dict[str, Any]], dice: random.Random) -> Iterator[Sending]:
        """Answers by the quick lane and, as corrections, by the ordinary way; fevers; requests for
        help; calls noted at the desk; orders."""
        while True:
            self.up.wait(30)
            home = dice.choice(homes)
            act = dice.choices(
                (self._answer, self._need, self._contact, self._order), (80, 7, 8, 5)
            )[0]
            yield act(home, dice)

    def _answer(self, home: dict[str, Any], dice: random.Random) -> Sending:
        mark, round_ = new_id().hex, self.round
        fields = {"round": round_, "id": str(new_id())}
        for one in home["people"]:
            key = one.replace("-", "")
            heat = dice.choice(("36.4", "36.6", "36.8", "37.0")) if dice.random() > 0.1 else "38.2"
            fields |= {f"antigen-{key}": "negative", f"temperature-{key}": heat}
            fields |= {f"symptoms-{key}": mark}

        def keep(kept: Kept) -> None:
            kept.answers += [f"{mark} {one}" for one in home["people"]]
            kept.newest |= {f"{round_} {one}": mark for one in home["people"]}

        return Sending(f"/h/{home['token']}/", urlencode(fields), FORM, keep, may_be_late=True)

    def _need(self, home: dict[str, Any], dice: random.Random) -> Sending:
        sent = str(new_id())
        words = dice.choice(("要降压药", "水管漏水了", "要一袋米", "婴儿奶粉没有了"))
        fields = {"act": "help", "id": sent, "text": words, "who": ""}
        return Sending(
            f"/h/{home['token']}/", urlencode(fields), FORM, lambda kept: kept.needs.append(sent)
        )

    def _contact(self, home: dict[str, Any], dice: random.Random) -> Sending:
        sent = str(new_id())
        fields = {"way": "call", "outcome": "well", "id": sent}
        path = f"/residents/{dice.choice(home['people'])}/contact/"
        return self._desk(path, fields, lambda kept: kept.contacts.append(sent))

    def _order(self, home: dict[str, Any], dice: random.Random) -> Sending:
        many = dice.randint(1, 9)
        path = f"/h/{home['token']}/buys/{self.story['supply']}/"

        def keep(kept: Kept) -> None:
            kept.orders[home["dwelling"]] = many

        return Sending(path, urlencode({f"q-{self.story['good']}": many}), FORM, keep)

    def _zones(self) -> Iterator[Sending]:
        """Publish zones of the other estate, and take them back."""
        path = f"/plans/{self.story['east']}/"
        while True:
            self.up.wait(30)
            page = self._ask("GET", path, "", self._desk(path, {}, print).headers)
            shown = re.search(r'name="seen" value="([^"]*)"', page[1] if page else "")
            if shown is None:
                if self.stopping.is_set():
                    return
                continue
            sent = str(new_id())
            fields = {
                "protocol": "shanghai-2022-04", "klass": "sealed", "hand": "1",
                "sealed": ["1", "2", "3"], "publication_id": sent, "seen": shown[1],
            }  # fmt: skip
            order = self._desk(
                f"{path}publish/", fields, lambda kept, sent=sent: kept.publications.append(sent)
            )
            yield replace(order, may_wait=True)
            undo = f"/publications/{sent}/undo/"
            order = self._desk(undo, {}, lambda kept, sent=sent: kept.undone.append(sent))
            yield replace(order, may_be_late=True)

    def reckon(self, stored: dict[str, Any]) -> None:
        """Each acknowledged write is there once; the last word of each is what counts."""
        assert not self.faults, "\n".join(self.faults[:5])
        counted = stored["answers"]
        wrong = {one: counted.get(one, 0) for one in self.kept.answers if counted.get(one) != 1}
        assert not wrong, f"answers acknowledged, and found so often: {wrong}"
        for name in ("needs", "contacts", "publications", "undone"):
            found = stored[name]
            assert len(found) == len(set(found)), f"{name} twice"
            lost = set(getattr(self.kept, name)) - set(found)
            assert not lost, f"{name} lost: {lost}"
        for name in ("newest", "orders"):
            said = getattr(self.kept, name)
            other = {
                key: stored[name].get(key) for key in said if stored[name].get(key) != said[key]
            }
            assert not other, f"{name} are not the last that was acknowledged: {other}"
