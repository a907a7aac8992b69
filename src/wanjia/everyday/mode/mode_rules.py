"""`mode.toml` as read, and which requests threaten more than one home. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated
from uuid import UUID

from wanjia.core.rules.rules_file import AboveZero, NotBlank, RulesTable, load_rules_file, one_of

FILE = Path(__file__).with_name("mode.toml")
LEVELS = ("red", "orange", "yellow", "blue")


@dataclass(frozen=True)
class RequestRules(RulesTable):
    """Which requests propose the emergency."""

    signs: frozenset[NotBlank]
    many: AboveZero
    within_hours: AboveZero


@dataclass(frozen=True)
class CaseRules(RulesTable):
    """For how many days a case or a positive call does."""

    case_days: AboveZero


@dataclass(frozen=True)
class WarningRules(RulesTable):
    """Which levels of a weather warning do."""

    levels: frozenset[Annotated[str, one_of(LEVELS)]]


@dataclass(frozen=True)
class ModeRules(RulesTable):
    """All of `mode.toml`."""

    requests: RequestRules
    cases: CaseRules
    warnings: WarningRules


@cache
def load_mode_rules(path: Path = FILE) -> ModeRules:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(ModeRules, path)


@dataclass(frozen=True)
class OpenRequest:
    """An open request that threatens a life, as far as the mode needs it."""

    id: UUID
    opened_at: datetime
    signs: frozenset[str]


def threatening(
    requests: Iterable[OpenRequest], rules: RequestRules, now: datetime
) -> tuple[list[OpenRequest], list[OpenRequest]]:
    """Return the requests that threaten more than one home, and all of the last hours where these
    are many; otherwise none."""
    found = sorted(requests, key=lambda request: request.opened_at)
    grave = [request for request in found if request.signs & rules.signs]
    since = now - timedelta(hours=rules.within_hours)
    recent = [request for request in found if request.opened_at > since]
    return grave, recent if len(recent) >= rules.many else []


def not_decided(
    began_at: datetime, about: UUID, decided: Collection[UUID], back_at: datetime | None
) -> bool:
    """Return whether a reason still asks: nobody decided about it, and it began since the community
    last went back to ordinary days."""
    return about not in decided and (back_at is None or began_at > back_at)
