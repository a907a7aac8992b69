"""Every free text of people is heard: triaged whole and first, whatever else it may be.

A floor that takes in what somebody wrote or said calls `hear` in the transaction of its own act.
What opens a need subscribes (`on_words`), so that no floor calls a higher one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.kernel.access import Viewer
from wanjia.triage import Verdict, triage


@dataclass(frozen=True)
class Words:
    """A text as somebody wrote or said it, and where it stands.

    `source` names the field ("answer.symptoms", "comment.text"); `source_id` is the row it stands
    in: the same words of the same row open one need, however often they are heard.
    """

    text: str
    source: str
    source_id: UUID | None = None
    dwelling_id: UUID | None = None
    resident_id: UUID | None = None
    asker: str = ""
    asker_phone: str = ""
    risks: Collection[str] = ()


@dataclass(frozen=True)
class Opened:
    """The need that words opened: its number as told on the phone, and by when it is answered.

    `receipt` is what the sender is told, in the language of the page: what was understood, by
    when, the number, and what to do now where life is in danger.
    """

    need_id: UUID
    number: str
    answer_by: datetime | None
    receipt: str


@dataclass(frozen=True)
class Heard:
    """What became of words: the verdict, and the need that was opened, if any."""

    verdict: Verdict
    opened: Opened | None = None


Listener = Callable[[Viewer, Words, Verdict], Opened | None]
_listener: list[Listener] = []


def on_words(listener: Listener) -> Listener:
    """Register what opens a need from words that call for one."""
    _listener[:] = [listener]
    return listener


def calls_for_need(verdict: Verdict) -> bool:
    """Whether words that came beside something else must become a need: grave, real, or unsure."""
    return verdict.unsure or verdict.urgency <= 2 or (verdict.urgency == 3 and bool(verdict.signs))


def hear(viewer: Viewer, words: Words) -> Heard:
    """Triage words and have a need opened where they call for one.

    Empty words are calm. Must run inside the transaction of the act that stores them.
    """
    verdict = triage(words.text, words.risks)
    if not words.text.strip() or not _listener or not calls_for_need(verdict):
        return Heard(verdict)
    return Heard(verdict, _listener[0](viewer, words, verdict))
