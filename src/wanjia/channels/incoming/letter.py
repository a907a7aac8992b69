"""A message as it came in, whichever way. Pure."""

from dataclasses import dataclass

MOST_TEXT = 4000  # characters
SKEW = 300  # seconds that a sender's clock may be off, either way


@dataclass(frozen=True)
class Letter:
    """One message: its id and its sender as the other side names them, and what it says.

    `kind` is text, or what else came (image, voice, event …); `text` is empty for those. `nonce`
    names the sending, which a repeat of the same message may share.
    """

    id: str
    sender: str
    text: str
    kind: str = "text"
    nonce: str = ""


class Forged(ValueError):
    """The signature is not ours, or the sealed text was made with another key."""


class Stale(ValueError):
    """The sending is too old or too early: a repeat, or a clock that is wrong."""


class Unreadable(ValueError):
    """What came is no message."""


def check_age(timestamp: str, now: float) -> None:
    """Refuse what was sent more than five minutes ago or ahead. Raises Stale."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 13):
        raise Stale(timestamp[:20])
    if abs(now - int(timestamp)) > SKEW:
        raise Stale(timestamp)
