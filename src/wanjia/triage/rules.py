"""The files: what people say (`concepts/`), what it means (`protocols/`), what to ask. Pure.

A committee may change them; what is wrong is refused with file, line and key.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from wanjia.triage.listening import Listener
from wanjia.triage.mandarin import in_mandarin
from wanjia.triage.verdict import Question

FOLDER = Path(__file__).parent
CATEGORIES = (
    "medical_emergency",
    "medical_appointment",
    "medicine",
    "pregnancy",
    "infant",
    "mental_health",
    "food",
    "water_power_gas",
    "repair",
    "waste",
    "exit_permit",
    "test_result",
    "dispute",
    "pet",
    "information",
    "other",
)
FAMILIES = ("people", "body", "mind", "danger", "supply", "utility", "paper", "quarrel", "speech")
# Concepts that `figures` reads out of numbers; a list of words may name them as well.
COUNTED = {
    "oxygen_low": "body", "oxygen_lowish": "body", "oxygen_good": "body", "heat_normal": "body",
    "chilled": "body", "bp_pregnant": "body", "bp_low": "body", "pulse_fast": "body",
    "sugar_low": "body", "weeks_late": "body",
}  # fmt: skip


class TriageError(ValueError):
    """What is wrong in a file: its name, the line, the key, and what must stand there."""


@dataclass(frozen=True)
class Concept:
    """One meaning and the ways in which people say it."""

    name: str
    family: str
    fragments: tuple[str, ...]
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """What a protocol needs: one of these concepts said, or (`absent`) none of them named."""

    concepts: tuple[str, ...]
    absent: bool = False


@dataclass(frozen=True)
class Protocol:
    """One complaint, what makes it grave, and what follows.

    `ask`: it cannot be judged from what is said, so the questions of `complaint` are asked.
    `witness`: it says nothing by itself; where the model sees danger too, it is believed.
    `least`: how sure the model must be for that, in log odds; 0 is the usual measure.
    `vague`: its words stand in many matters, so it counts little where the category is chosen.
    `lasting`: something must be said to run out; `hours`: within so many hours, or be out.
    """

    name: str
    urgency: int
    category: str
    needs: tuple[Need, ...]
    why: str
    why_en: str
    complaint: str
    ask: bool = False
    lasting: bool = False
    hours: int | None = None
    vague: bool = False
    witness: bool = False
    least: float = 0.0

    @cached_property
    def wanted(self) -> tuple[frozenset[str], ...]:
        """For each need that something be said, the concepts of which one must be named."""
        return tuple(frozenset(need.concepts) for need in self.needs if not need.absent)


@dataclass(frozen=True)
class Complaint:
    """A complaint with its two questions, and by what it is recognised where no protocol holds.

    `also` are further categories of whose matters the same two questions may be asked.
    """

    name: str
    category: str
    concepts: tuple[str, ...]
    questions: tuple[Question, ...]
    also: tuple[str, ...] = ()

    def serves(self, category: str) -> bool:
        """Tell whether its questions may be asked of a matter of this category."""
        return category == self.category or category in self.also


@dataclass(frozen=True)
class TriageRules:
    """All that is listened for, the protocols from the gravest on, and the questions."""

    concepts: dict[str, Concept]
    protocols: tuple[Protocol, ...]
    complaints: dict[str, Complaint]
    default_hours: tuple[int, int, int, int]

    @cached_property
    def listener(self) -> Listener:
        """Finds all fragments of all concepts."""
        return Listener(
            (concept.name, fragment)
            for concept in self.concepts.values()
            for fragment in concept.fragments
        )

    @cached_property
    def sounds(self) -> list[tuple[str, str]]:
        """The words that are heard by their sound, with their concepts."""
        return [(one.name, word) for one in self.concepts.values() for word in one.sounds]


@cache
def load_rules(folder: Path = FOLDER) -> TriageRules:
    """Read and check all files; raises TriageError naming file, line and key."""
    concepts = _concepts(folder)
    complaints, hours = _complaints(folder / "questions.toml", concepts)
    protocols = [
        protocol
        for path in sorted((folder / "protocols").glob("*.toml"))
        for protocol in _protocols(path, concepts, complaints)
    ]
    protocols.sort(key=lambda one: (one.urgency, one.ask))
    return TriageRules(concepts, tuple(protocols), complaints, hours)


class _File:
    """One file as read, so that each refusal can name its line."""

    def __init__(self, path: Path) -> None:
        self.name, self.text = f"{path.parent.name}/{path.name}", path.read_text("utf-8")
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise TriageError(f"{self.name}: {error}") from error

    def error(self, near: str, key: str, wanted: str) -> TriageError:
        """Build the refusal; `near` is a text that stands on the line."""
        lines = enumerate(self.text.splitlines(), 1)
        line = next((number for number, row in lines if near and near in row), 1)
        return TriageError(f"{self.name}, line {line}: {key} must be {wanted}")


def _concepts(folder: Path) -> dict[str, Concept]:
    found: dict[str, Concept] = {
        name: Concept(name, family, ()) for name, family in COUNTED.items()
    }
    sounds: dict[str, tuple[str, ...]] = {}
    for path in sorted((folder / "concepts").glob("*.toml")):
        file = _File(path)
        for family, table in file.data.items():
            if family not in (*FAMILIES, "sound") or not isinstance(table, dict):
                raise file.error(f"[{family}]", family, f"one of {', '.join(FAMILIES)}, sound")
            for name, words in table.items():
                fragments = _words(file, f"{family}.{name}", name, words, check=family != "sound")
                if family == "sound":
                    sounds[name] = fragments
                else:
                    known = found[name].fragments if name in found else ()
                    found[name] = Concept(name, family, known + fragments)
    for name, words in sounds.items():
        if name not in found:
            raise TriageError(f"concepts: sound.{name} must be a concept that exists")
        found[name] = Concept(name, found[name].family, found[name].fragments, words)
    return found


def _words(file: _File, key: str, name: str, words: Any, check: bool) -> tuple[str, ...]:
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise file.error(f"{name} =", key, "a list of patterns")
    if check:
        for word in words:
            if word.count("(") != word.count(")") or word.count("[") > word.count("]"):
                raise file.error(word, key, f"patterns that can be read ({word})")
    return tuple(in_mandarin(word) for word in words)


def check_patterns(rules: TriageRules) -> None:
    """Compile every pattern; raises TriageError naming the concept whose pattern cannot be read."""
    for concept in rules.concepts.values():
        for fragment in concept.fragments:
            try:
                re.compile(fragment)
            except re.error as error:
                raise TriageError(f"{concept.name}: {fragment} ({error})") from error


def _complaints(
    path: Path, concepts: dict[str, Concept]
) -> tuple[dict[str, Complaint], tuple[int, int, int, int]]:
    file = _File(path)
    found = {}
    for name, table in file.data.get("complaint", {}).items():
        key = f"complaint.{name}"
        if table.get("category") not in CATEGORIES:
            raise file.error(key, f"{key}.category", f"one of {', '.join(CATEGORIES)}")
        for concept in table.get("concepts", []):
            if concept not in concepts:
                raise file.error(concept, f"{key}.concepts", f"concepts that exist (not {concept})")
        questions = tuple(_question(file, key, row) for row in table.get("ask", []))
        if len(questions) != 2:
            raise file.error(key, f"{key}.ask", "two questions")
        also = tuple(table.get("also", []))
        if not set(also) <= set(CATEGORIES):
            raise file.error(key, f"{key}.also", f"some of {', '.join(CATEGORIES)}")
        found[name] = Complaint(
            name, table["category"], tuple(table.get("concepts", [])), questions, also
        )
    hours = file.data.get("default_hours")
    if not isinstance(hours, list) or len(hours) != 4 or not all(isinstance(h, int) for h in hours):
        raise file.error("default_hours", "default_hours", "four whole numbers of hours")
    names = [question.name for one in found.values() for question in one.questions]
    if len(set(names)) != len(names):
        raise file.error("complaint", "complaint.ask.name", "names that stand only once")
    return found, (hours[0], hours[1], hours[2], hours[3])


def _question(file: _File, key: str, row: Any) -> Question:
    if not isinstance(row, dict) or not all(
        isinstance(row.get(field), str) and row[field] for field in ("name", "zh", "en")
    ):
        raise file.error(key, f"{key}.ask", "a name and the question in both languages (zh, en)")
    return Question(row["name"], row["zh"], row["en"])


def _protocols(
    path: Path, concepts: dict[str, Concept], complaints: dict[str, Complaint]
) -> Iterator[Protocol]:
    file = _File(path)
    for number, row in enumerate(file.data.get("protocol", []), 1):
        name = str(row.get("name", ""))
        near, key = f'name = "{name}"', f"protocol[{number}]"
        if not name:
            raise file.error("[[protocol]]", f"{key}.name", "a name")
        witness = bool(row.get("witness", False))
        ask = bool(row.get("ask", False)) or witness
        if row.get("urgency") not in (1, 2, 3, 4) and not ask:
            raise file.error(near, f"{key}.urgency", "1, 2, 3 or 4")
        if row.get("category") not in CATEGORIES:
            raise file.error(near, f"{key}.category", f"one of {', '.join(CATEGORIES)}")
        if not isinstance(row.get("zh"), str) or not isinstance(row.get("en"), str):
            raise file.error(near, f"{key}.zh", "the reason in both languages (zh, en)")
        if row.get("complaint", "unclear") not in complaints:
            raise file.error(near, f"{key}.complaint", "a complaint of questions.toml")
        when = row.get("when")
        if not isinstance(when, list) or not when:
            raise file.error(near, f"{key}.when", "a list of concepts")
        yield Protocol(
            name=name,
            urgency=2 if ask else row["urgency"],
            category=row["category"],
            needs=tuple(_need(file, near, f"{key}.when", one, concepts) for one in when),
            why=row["zh"],
            why_en=row["en"],
            complaint=row.get("complaint", "unclear"),
            ask=ask,
            lasting=bool(row.get("lasting", False)),
            hours=row.get("hours"),
            vague=bool(row.get("vague", False)) or witness,
            witness=witness,
            least=float(row.get("least", 0)),
        )


def _need(file: _File, near: str, key: str, word: str, concepts: dict[str, Concept]) -> Need:
    absent = word.startswith("!")
    names = tuple(word.lstrip("!").split("|"))
    for name in names:
        if name not in concepts:
            raise file.error(near, key, f"concepts that exist (not {name})")
    return Need(names, absent)
