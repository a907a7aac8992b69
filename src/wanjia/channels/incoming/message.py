"""A message as it came in, whichever way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_TEXT = 20_000  # characters
# What is kept of a picture, voice, video, place or link, and how long it may be.
MEDIA = {
    "kind": 20,
    "id": 200,  # by which the other side's own pages find it
    "url": 1000,
    "format": 20,
    "title": 300,
    "label": 300,
    "lat": 20,
    "long": 20,
}
IN_WORDS = ("title", "label")
SKEW = 300  # seconds that a sender's clock may be off, either way


@dataclass(frozen=True)
class Letter:
    """One message: its id and its sender as the other side names them, and what it says.

    `kind` is text, or what else came (image, voice, event …); `text` is what was written or what
    the other side wrote down of what was spoken. `media` is how a picture, voice, video or place is
    opened again, by the names of `MEDIA`. `nonce` names the sending, which a repeat of the same
    message may share.
    """

    id: str
    sender: str
    text: str
    kind: str = "text"
    nonce: str = ""
    media: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All that it says in words: a place's name and a link's title too."""
        parts = (self.text, *(self.media.get(name, "") for name in IN_WORDS))
        return "\n".join(part for part in parts if part.strip())


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


def media_of(kind: str, said: Mapping[str, object]) -> dict[str, str]:
    """Return what is kept of what came beside words; an address that no browser should open is left
    out.

    Raises Unreadable naming what is no text or too long.
    """
    found = {}
    for name, most in MEDIA.items():
        value = said.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > most:
            raise Unreadable(f"media.{name}")
        if value.strip():
            found[name] = value.replace("\0", "").strip()
    if not found.get("url", "https://").startswith(("https://", "http://")):
        del found["url"]
    return {"kind": kind, **found} if found else {}
