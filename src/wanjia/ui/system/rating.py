"""Whether the installation is well: plain figures in, findings out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

MB, GB = 1024**2, 1024**3
FULL = 200 * MB  # less room than this, and the next writes may fail
LOW = GB
STUCK = timedelta(minutes=5)  # the regular work comes round every minute
WARM_UP = 120.0  # seconds after its start in which a process has not done all of it yet
LATE = timedelta(minutes=10)  # a message is tried within a minute of its time
BACKUP_EVERY = timedelta(days=2)
AHEAD = timedelta(minutes=2)
WELL, HEED, ACT = "well", "heed", "act"


@dataclass(frozen=True)
class Finding:
    """What a check found: how it stands (`well`, `heed`, `act`), why, and the figures of it."""

    check: str
    level: str
    why: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


def database(answers: bool, migrated: bool) -> Finding:
    """Return whether the database answers, with the tables of this version."""
    if not answers:
        return Finding("database", ACT, "silent")
    return Finding("database", WELL) if migrated else Finding("database", ACT, "old_tables")


def seal(opens: bool, there: bool) -> Finding:
    """Return whether the sealing key opens the database; `there`: whether it lies where a start
    reads.
    """
    if not opens:
        return Finding("seal", ACT, "closed")
    return Finding("seal", WELL) if there else Finding("seal", ACT, "gone")


def disk(free: int, stored: int) -> Finding:
    """Return whether there is room for what comes and for a copy; bytes free, bytes of the
    database.
    """
    low = max(LOW, 2 * stored)
    figures = {"free": free}
    if free < FULL:
        return Finding("disk", ACT, "full", figures)
    if free < low:
        return Finding("disk", ACT, "low", figures)
    return Finding("disk", HEED if free < 3 * low else WELL, "soon", figures)


def regular(now: datetime, last: datetime | None, failing: Iterable[str], up: float) -> Finding:
    """Return whether the work of each minute is done; `up`: seconds since this process began."""
    if last is None:
        return Finding("regular", HEED, "never")
    if now - last > STUCK and up > WARM_UP:
        return Finding("regular", ACT, "stuck", {"since": last})
    if acts := sorted(failing):
        return Finding("regular", HEED, "failing", {"acts": acts})
    return Finding("regular", WELL)


def outbox(now: datetime, since: datetime | None, failed: int) -> Finding:
    """Return whether messages go out; `since`: when the first that waits was to leave."""
    if since and now - since > LATE:
        return Finding("outbox", ACT, "stuck", {"since": since})
    if failed:
        return Finding("outbox", HEED, "failed", {"n": failed})
    return Finding("outbox", WELL)


def backup(now: datetime, at: datetime | None, since: datetime | None) -> Finding:
    """Return whether there is a copy of late; `since`: when the data folder was made, if that is
    known.
    """
    if at is None:
        young = since is not None and now - since <= BACKUP_EVERY
        return Finding("backup", HEED if young else ACT, "never")
    if now - at > BACKUP_EVERY:
        return Finding("backup", ACT, "old", {"at": at})
    return Finding("backup", WELL)


def clock(now: datetime, moved: timedelta, latest: datetime | None) -> Finding:
    """Return whether the clock can be right; `latest`: the moment of the newest journal entry."""
    if latest and latest - now > AHEAD:
        return Finding("clock", ACT, "behind", {"at": latest})
    if abs(moved) > AHEAD:
        return Finding("clock", HEED, "moved")
    return Finding("clock", WELL)


def worst(findings: Iterable[Finding]) -> str:
    """Return the gravest level among them."""
    levels = {finding.level for finding in findings}
    return next((level for level in (ACT, HEED) if level in levels), WELL)
