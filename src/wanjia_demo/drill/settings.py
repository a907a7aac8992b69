"""What a drill is made of, from `drill.toml`; a refusal names file, line and key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PlainValidator, model_validator

from wanjia.core.rules.rules_file import (
    Hour,
    NotBlank,
    Refused,
    RulesTable,
    one_of,
    parse_rules,
    read_rules,
)

ROLES = ("desk", "head", "grid", "doctor", "steward", "volunteer")
ACTS = (
    "take_call", "dispatch", "verify", "record_case", "plan_and_publish", "chase_call",
    "contact_call", "contact_door", "alarm", "paste", "make_pairs", "step_down",
    "transfer", "waste", "daily_report", "guard_post", "sampling_line", "carry_goods",
    "assign_contacts",
)  # fmt: skip
POOLS = ("committee", "doctor", "steward", "volunteer")
Minutes = Annotated[float, Field(gt=0, le=24 * 60)]
Share = Annotated[float, Field(ge=0, le=1)]
Pool = Annotated[str, one_of(POOLS)]
Act = Annotated[str, one_of(ACTS)]


def _read_shift(value: Any) -> "tuple[time, time] | None":
    if value == "":
        return None
    match = re.fullmatch(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", str(value))
    if not match or int(match[1]) > 23 or int(match[3]) > 23:
        raise Refused(
            '应是班次，如 "07:00-15:00"，休息写 ""。',
            'must be a shift such as "07:00-15:00", or "" for a day off.',
        )
    return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))


Shift = Annotated[tuple[time, time] | None, PlainValidator(_read_shift)]


@dataclass(frozen=True)
class Said(RulesTable):
    """Something residents say: how often, who says it (a risk kind; empty: anybody)."""

    weight: NonNegativeFloat
    text: NotBlank
    risk: str


@dataclass(frozen=True)
class Tired(RulesTable):
    """After how many hours of work since the last sleep an act takes longer, and by how much."""

    after_hours: NonNegativeFloat
    slower_by_hour: NonNegativeFloat
    sleep_hours: Annotated[float, Field(gt=0, le=24)]


@dataclass(frozen=True)
class Ill(RulesTable):
    """The share of the helpers that falls ill on a day, and for how many days."""

    a_day: Share
    days: Annotated[int, Field(ge=1, le=60)]


@dataclass(frozen=True)
class Away(RulesTable):
    """So many people of a pool who are not there, from a day of the drill on."""

    who: Pool
    people: Annotated[int, Field(ge=1)]
    day: NonNegativeInt
    days: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Calls(RulesTable):
    """Calls of 1,000 residents by hour of the day, and how they differ."""

    by_hour: Annotated[tuple[NonNegativeFloat, ...], Field(min_length=24, max_length=24)]
    sealed_times: NonNegativeFloat
    by_household_page: Share


@dataclass(frozen=True)
class Answers(RulesTable):
    """How a round is answered, and what is in the answers."""

    by_household: Share
    by_paste: Share
    fevers_in_1000: NonNegativeFloat
    positives: NonNegativeInt

    @model_validator(mode="after")
    def _a_paste_holds_all_who_answered(self) -> "Answers":
        if self.by_household > self.by_paste:
            zh, en = "应不小于 by_household。", "must be by_household or more."
            raise Refused(zh, en, "by_paste")
        return self


@dataclass(frozen=True)
class Contact(RulesTable):
    """How many calls somebody takes, a volunteer's shift, from when lateness is counted, and within
    how many hours of a reason to visit somebody is at the door.
    """

    reached: Share
    volunteer_shift_minutes: Minutes
    counted_after_hours: NonNegativeFloat
    visit_within_hours: NonNegativeFloat


@dataclass(frozen=True)
class FurtherCase(RulesTable):
    """A case after the first: days after the first evening, at what time, where."""

    day: NonNegativeInt
    at: Hour
    where: Annotated[str, one_of(("elsewhere", "beside", "inside"))]


@dataclass(frozen=True)
class Standing(RulesTable):
    """Work that comes round by itself, once a day or for each so many people behind shut doors."""

    act: Act
    who: Pool
    at: Hour
    each: Annotated[str, one_of(("day", "shut"))]
    due_hours: Annotated[float, Field(gt=0, le=48)]
    people: Annotated[int, Field(ge=1)] = 1
    every_days: Annotated[int, Field(ge=1)] = 1


@dataclass(frozen=True)
class GuardPosts(RulesTable):
    """Who stands at guard posts: hired guards, and volunteers where these are too few."""

    hired: NonNegativeInt
    volunteers_stand: bool


@dataclass(frozen=True)
class Delegate(RulesTable):
    """What the committee hands on to volunteers, and to the askers themselves."""

    pairs: bool
    contacts: bool
    needs: bool
    askers_confirm: Share
    askers_minutes: Minutes


@dataclass(frozen=True)
class Settings(RulesTable):
    """A drill's numbers; minutes are of one person for one act."""

    begins: Hour
    hours: Annotated[int, Field(ge=1, le=60 * 24)]
    tick_minutes: Annotated[int, Field(ge=1, le=60)]
    night_tick_minutes: Annotated[int, Field(ge=1, le=60)]
    staff: Annotated[int, Field(ge=1, le=60)]
    volunteers: Annotated[int, Field(ge=0, le=2000)]
    rota: Annotated[dict[Pool, tuple[Shift, ...]], Field(min_length=len(POOLS))]
    delegate: Delegate
    tired: Tired
    ill: Ill
    guard_posts: GuardPosts
    minutes: Annotated[dict[Act, Minutes], Field(min_length=len(ACTS))]
    need_minutes: dict[str, Minutes]
    calls: Calls
    answers: Answers
    contact: Contact
    said: tuple[Said, ...]
    standing: tuple[Standing, ...]
    cases: tuple[FurtherCase, ...] = ()
    away: tuple[Away, ...] = ()

    @model_validator(mode="after")
    def _every_pool_works_on_some_day(self) -> "Settings":
        for pool, shifts in self.rota.items():
            if not any(shifts):
                zh, en = "至少要有一个班次。", "needs at least one shift."
                raise Refused(zh, en, "rota", pool)
        return self


def load_settings(
    text: str | None = None, over: Mapping[str, Any] | None = None, name: str = "drill.toml"
) -> Settings:
    """Lay out a drill's file (ours by default), with other figures laid over it.

    Tables are laid into each other, all else takes the place of what was. Raises RulesFileError
    with the key of a figure that is out of range or that there is not; `name` is of the file.
    """
    source = text or files(__package__).joinpath("drill.toml").read_text("utf-8")
    if not over:
        return parse_rules(Settings, source, name)
    return read_rules(Settings, _lay(tomllib.loads(source), over), name)


def _lay(under: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    laid = dict(under)
    for key, value in over.items():
        below = laid.get(key)
        both = isinstance(value, Mapping) and isinstance(below, dict)
        laid[key] = _lay(laid[key], value) if both else value
    return laid
