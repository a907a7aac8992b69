"""`items.toml` as read: what a makeshift hospital needs for its beds. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import PositiveInt, model_validator

from wanjia.core.rules.rules_file import NotBlank, Refused, RulesTable, Text, load_rules_file

FILE = Path(__file__).with_name("items.toml")
MEASURES = ("per_bed", "beds_each", "fixed")


@dataclass(frozen=True)
class Item(RulesTable):
    """One thing that is needed: `measure` says how much of it for how many beds."""

    key: NotBlank
    name: Text
    unit: Text
    weight: PositiveInt
    hours: PositiveInt
    source: str = ""
    after: tuple[str, ...] = ()
    per_bed: PositiveInt | None = None
    beds_each: PositiveInt | None = None
    fixed: PositiveInt | None = None

    @model_validator(mode="after")
    def _has_one_measure(self) -> "Item":
        if sum(getattr(self, one) is not None for one in MEASURES) != 1:
            some = ", ".join(MEASURES)
            raise Refused(f"要写 {some} 之一。", f"one of {some} must be given.")
        return self

    @property
    def measure(self) -> str:
        """Which of the measures is given."""
        return next(one for one in MEASURES if getattr(self, one) is not None)

    @property
    def amount(self) -> int:
        """How much the measure says."""
        amount: int = getattr(self, self.measure)
        return amount

    def target(self, beds: int) -> int:
        """How much of it a site with so many beds needs."""
        if self.measure == "fixed":
            return self.amount
        return beds * self.amount if self.measure == "per_bed" else -(-beds // self.amount)


@dataclass(frozen=True)
class _Items(RulesTable):
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _each_after_what_it_depends_on(self) -> "_Items":
        known: set[str] = set()
        for place, item in enumerate(self.items):
            missing = [key for key in item.after if key not in known]
            if item.key in known or missing:
                raise Refused(
                    f"{item.key} 重复，或写在它所依赖的之前：{missing}。",
                    f"{item.key} twice, or before what it depends on: {missing}.",
                    "items",
                    place,
                )
            known.add(item.key)
        if not known:
            raise Refused("至少要有一项。", "needs one at least.", "items")
        return self


@cache
def load_items(path: Path = FILE) -> tuple[Item, ...]:
    """Read the items in the order of the file, each after all that it depends on.

    Raises RulesFileError naming file, line and key for what is not as it must be.
    """
    return load_rules_file(_Items, path).items
