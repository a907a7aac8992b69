"""What a drill is made of, from `drill.toml`: validated, with the key of what is wrong."""

import tomllib
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from typing import Any

ROLES = ("desk", "head", "grid", "doctor", "steward", "volunteer")
PARTS = ("day", "night")
ACTS = (
    "take_call", "dispatch", "verify", "record_case", "plan_and_publish", "chase_call",
    "chase_door", "contact_call", "contact_door", "alarm", "paste", "daily_report",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """Something residents say: how often, who says it (a risk kind; empty: anybody)."""

    weight: int
    text: str
    risk: str


@dataclass(frozen=True)
class Settings:
    """A drill's numbers; minutes are of one person for one act."""

    begins: time
    hours: int
    tick: int
    second_case: time
    crew: dict[str, dict[str, int]]
    tired_after: float
    slower: float
    minutes: dict[str, float]
    need_minutes: dict[str, float]
    calls_by_hour: tuple[float, ...]
    sealed_times: float
    by_household_page: float
    by_household: float
    by_paste: float
    fevers_in_1000: float
    positives: int
    reached: float
    volunteer_shift: float
    said: tuple[Said, ...]


def load_settings(text: str | None = None) -> Settings:
    """Lay out a drill's file (ours by default). Raises ValueError naming the key that is wrong."""
    source = text or files(__package__).joinpath("drill.toml").read_text("utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"drill.toml: {error}") from None
    try:
        return _checked(_settings(data))
    except KeyError as missing:
        raise ValueError(f"drill.toml: {missing.args[0]} is missing") from None


def _settings(data: dict[str, Any]) -> Settings:
    answers, calls, contact = data["answers"], data["calls"], data["contact"]
    return Settings(
        begins=time.fromisoformat(data["begins"]),
        hours=data["hours"],
        tick=data["tick_minutes"],
        second_case=time.fromisoformat(data["second_case"]),
        crew={role: {part: data["crew"][role][part] for part in PARTS} for role in ROLES},
        tired_after=data["tired"]["after_hours"],
        slower=data["tired"]["slower_by_hour"],
        minutes={act: data["minutes"][act] for act in ACTS},
        need_minutes=dict(data["need_minutes"]),
        calls_by_hour=tuple(calls["by_hour"]),
        sealed_times=calls["sealed_times"],
        by_household_page=calls["by_household_page"],
        by_household=answers["by_household"],
        by_paste=answers["by_paste"],
        fevers_in_1000=answers["fevers_in_1000"],
        positives=answers["positives"],
        reached=contact["reached"],
        volunteer_shift=contact["volunteer_shift_minutes"],
        said=tuple(Said(one["weight"], one["text"], one["risk"]) for one in data["said"]),
    )


def _checked(settings: Settings) -> Settings:
    if len(settings.calls_by_hour) != 24:
        raise ValueError("drill.toml: [calls] by_hour has one figure for each of 24 hours")
    if not 1 <= settings.hours <= 72:
        raise ValueError("drill.toml: hours is from 1 to 72")
    if not 1 <= settings.tick <= 60:
        raise ValueError("drill.toml: tick_minutes is from 1 to 60")
    if not 0 <= settings.by_household <= settings.by_paste <= 1:
        raise ValueError("drill.toml: [answers] by_household ≤ by_paste, both from 0 to 1")
    for name, minutes in {**settings.minutes, **settings.need_minutes}.items():
        if not 0 < minutes <= 24 * 60:
            raise ValueError(f"drill.toml: {name} is more than 0 and at most a day")
    return settings
