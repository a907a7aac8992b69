"""What a line says, by person: the facts, what is said of nobody in particular, and the doubts."""

from dataclasses import dataclass, field

from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.tokens import Kind


@dataclass
class Fact:
    """What a line says of one person."""

    antigen: str | None = None
    temperature: float | None = None
    where: str | None = None

    @property
    def credited(self) -> bool:
        """Whether there is a result of a test or a temperature."""
        return self.antigen not in (None, "untested") or self.temperature is not None


@dataclass
class Meaning:
    """The facts of a line by person, what it says of nobody in particular, and its doubts."""

    facts: dict[Member, Fact] = field(default_factory=dict)
    loose: list[tuple[Kind, float | None]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    excepted: list[Member] = field(default_factory=list)
    count: int | None = None
    where: str | None = None
    doubts: dict[str, float] = field(default_factory=dict)
    kinds: frozenset[Kind] = frozenset()
    past: bool = False  # how it was before is told as well, and left out
    shown: bool = False  # a faint second line is told of somebody who is said to be positive
    named: list[Member] = field(default_factory=list)  # whom the line names, in its order

    @property
    def credited(self) -> list[Member]:
        """Those with a result or a temperature, in the line's order."""
        return [member for member, fact in self.facts.items() if fact.credited]

    def says(self) -> tuple[object, ...]:
        """What tells this meaning apart from another."""
        facts = tuple(
            sorted(
                (m.id, f.antigen or "", f.temperature or 0.0, f.where or "")
                for m, f in self.facts.items()
            )
        )
        loose = tuple(sorted((kind.name, value or 0.0) for kind, value in self.loose))
        return facts, loose, None if facts and not loose else self.count, self.where
