"""What a drill is made of, from `drill.toml`; a refusal names file, line and key."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated

from pydantic import Field, NonNegativeFloat, NonNegativeInt, model_validator

from wanjia.core.rules.rules_file import Hour, NotBlank, Refused, RulesTable, one_of, parse_rules

ROLES = ("desk", "head", "grid", "doctor", "steward", "volunteer")
ACTS = (
    "take_call", "dispatch", "verify", "record_case", "plan_and_publish", "chase_call",
    "chase_door", "contact_call", "contact_door", "alarm", "paste", "daily_report",
)  # fmt: skip
Minutes = Annotated[float, Field(gt=0, le=24 * 60)]
Share = Annotated[float, Field(ge=0, le=1)]
Role = Annotated[str, one_of(ROLES)]
Part = Annotated[str, one_of(("day", "night"))]


@dataclass(frozen=True)
class Said(RulesTable):
    """Something residents say: how often, who says it (a risk kind; empty: anybody)."""

    weight: NonNegativeFloat
    text: NotBlank
    risk: str


@dataclass(frozen=True)
class Tired(RulesTable):
    """After how many hours of work an act takes longer, and by how much each further hour."""

    after_hours: NonNegativeFloat
    slower_by_hour: NonNegativeFloat


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
    """How many calls somebody takes, and the minutes of work in a volunteer's shift."""

    reached: Share
    volunteer_shift_minutes: Minutes


@dataclass(frozen=True)
class Settings(RulesTable):
    """A drill's numbers; minutes are of one person for one act."""

    begins: Hour
    hours: Annotated[int, Field(ge=1, le=72)]
    tick_minutes: Annotated[int, Field(ge=1, le=60)]
    second_case: Hour
    crew: Annotated[dict[Role, dict[Part, NonNegativeInt]], Field(min_length=len(ROLES))]
    tired: Tired
    minutes: Annotated[dict[Annotated[str, one_of(ACTS)], Minutes], Field(min_length=len(ACTS))]
    need_minutes: dict[str, Minutes]
    calls: Calls
    answers: Answers
    contact: Contact
    said: tuple[Said, ...]

    @model_validator(mode="after")
    def _every_role_has_day_and_night(self) -> "Settings":
        for role, parts in self.crew.items():
            if len(parts) < 2:
                raise Refused("要写 day 和 night。", "needs day and night.", "crew", role)
        return self


def load_settings(text: str | None = None) -> Settings:
    """Lay out a drill's file (ours by default); raises RulesFileError."""
    source = text or files(__package__).joinpath("drill.toml").read_text("utf-8")
    return parse_rules(Settings, source, "drill.toml")
