"""When a message is tried: within the channel's rate, and after a failure later each time. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

MOST_TRIES = 12
LONGEST_WAIT = timedelta(hours=1)
A_MINUTE = timedelta(seconds=60)
# What says that a robot takes nothing for now, whatever the words: too many (WeCom, DingTalk,
# Feishu, HTTP), or nobody there. Any other refusal is about that one message.
_NOT_NOW = re.compile(
    r"not_connected|HTTP (?:429|5\d\d)|SMTP 4\d\d"
    r"|(?:45009|45033|130101|410100|11232|99991400)\b"
)


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many failed tries: 1, 2, 4 … 60 minutes; None to give up."""
    if tries >= MOST_TRIES:
        return None
    return min(timedelta(minutes=2 ** max(tries - 1, 0)), LONGEST_WAIT)


def holds_lane(error: str) -> bool:
    """Return whether those behind a message that was refused so have to wait for it."""
    return bool(_NOT_NOW.match(error))


def free_at(tried: Sequence[datetime], now: datetime, per_minute: int) -> datetime:
    """Return when a robot that was used at these moments may be used again: `now` if there is
    room.
    """
    lately = sorted(at for at in tried if at > now - A_MINUTE)
    if len(lately) < per_minute:
        return now
    return lately[-per_minute] + A_MINUTE
