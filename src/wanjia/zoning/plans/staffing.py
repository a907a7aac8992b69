"""Whether there are people for a plan's posts, and what a plan with fewer would cost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wanjia.zoning.plans.planner import Plan
from wanjia.zoning.plans.planner_text import pick

WORDS = {
    "enough": (
        "今晚站卡口要 {needed} 人，空着的有 {free} 人，够。",
        "This plan needs {needed} at posts tonight; {free} are free, which is enough.",
    ),
    "short": (
        "这个方案今晚站卡口要 {needed} 人，空着的只有 {free} 人，还差 {missing} 人。",
        "This plan needs {needed} at posts tonight, {free} are free: {missing} are missing.",
    ),
    "instead": (
        "少 {fewer} 人站岗的方案，多封 {more} 人。",
        "The plan with {fewer} fewer at posts locks in {more} more.",
    ),
    "none": (
        "没有更省人的方案：请找物业、街镇借人，或先关边上的小门。",
        "No plan takes fewer people: ask the property company or the town for some.",
    ),
}


@dataclass(frozen=True)
class Staffing:
    """How many people a plan's posts take at a time, how many are free; the plan that takes fewer.

    `fewer` guards than this plan and `more` residents locked in; both 0 where there is none.
    """

    needed: int
    free: int
    fewer: int = 0
    more: int = 0

    @property
    def missing(self) -> int:
        """How many people there are too few."""
        return max(self.needed - self.free, 0)

    def to_dict(self) -> dict[str, Any]:
        """Return what the `wanjia plan` command prints."""
        instead = {"guards": self.needed - self.fewer, "more_residents": self.more}
        return {
            "needed": self.needed,
            "free": self.free,
            "missing": self.missing,
            "instead": instead if self.fewer else None,
        }


def staffing_of(guards: int, residents: int, offers: Iterable[Plan], free: int) -> Staffing:
    """Return whether a plan can be staffed, and where not, the plan that is nearest to it.

    That is the one that locks in fewest among those for which there are people; where there is
    none, the one that takes fewest people.
    """
    needed = max(guards, 0)
    fewer = [plan for plan in offers if plan.guards < needed]
    if needed <= free or not fewer:
        return Staffing(needed, free)
    staffed = [plan for plan in fewer if plan.guards <= free]
    if staffed:
        best = min(staffed, key=lambda plan: (plan.residents, plan.guards))
    else:
        best = min(fewer, key=lambda plan: (plan.guards, plan.residents))
    return Staffing(needed, free, needed - best.guards, best.residents - residents)


def staffing_words(staffing: Staffing, language: str) -> str:
    """Return it as sentences; empty for a plan without posts."""
    if not staffing.needed:
        return ""
    told = {
        "needed": staffing.needed,
        "free": staffing.free,
        "missing": staffing.missing,
        "fewer": staffing.fewer,
        "more": staffing.more,
    }
    if not staffing.missing:
        return pick(WORDS["enough"], language).format(**told)
    joint = " " if language.startswith("en") else ""
    rest = "instead" if staffing.fewer else "none"
    return joint.join(pick(WORDS[key], language).format(**told) for key in ("short", rest))
