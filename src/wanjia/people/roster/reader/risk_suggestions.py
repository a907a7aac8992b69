"""What a roster suggests of a person's need of care. Pure: a person confirms it or not."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from wanjia.core.rules.rules_file import NotBlank, RulesTable, load_rules_file
from wanjia.people.roster.reader.birth_ranges import born_between
from wanjia.risks import RiskKind, risks

FILE = Path(__file__).with_name("said_ages.toml")
NOT = "无非不没曾"
NEAR = 62  # days


@dataclass(frozen=True)
class SaidAges(RulesTable):
    """`said_ages.toml` as read."""

    alone: tuple[NotBlank, ...]
    ages: dict[str, tuple[int, int]]

    @property
    def spans(self) -> tuple[tuple[str, int, int], ...]:
        """The words for an age, with from how many to how many years they mean."""
        return tuple((word, least, most) for word, (least, most) in self.ages.items())


@cache
def said_ages(path: Path = FILE) -> SaidAges:
    """Read the words; raises RulesFileError naming file, line and key for what is wrong."""
    return load_rules_file(SaidAges, path)


def suggested(born: tuple[date, date] | None, note: str, alone: bool, today: date) -> set[str]:
    """Return the kinds of risk that a birth, a note and living alone suggest on `today`.

    `born` are the first and last day of birth that are possible: somebody of whom a roster says
    only the year, or an age, is not overlooked. Without them the note is asked.
    """
    said = said_ages()
    said_alone = _says(note, said.alone)
    born = born or born_between(None, note, today, said.spans)
    return {
        key
        for key, kind in risks().kinds.items()
        if _says(note, kind.notes)
        or (born and born[0] <= today and _fits(kind, born, alone or said_alone, today))
        # Somebody wrote that they live alone, and nobody how old they are.
        or (born is None and said_alone and kind.suggest.alone_from)
    }


def _fits(kind: RiskKind, born: tuple[date, date], alone: bool, today: date) -> bool:
    from_age, days = kind.suggest.alone_from, kind.suggest.days_from_birth
    if from_age is not None and alone and years(born[0], today) >= from_age:
        return True
    return days is not None and (today - born[1]).days <= days and _near(born)


def _near(born: tuple[date, date]) -> bool:
    """Whether a birth is known to about a month: of a year alone nobody is a newborn."""
    return (born[1] - born[0]).days <= NEAR


def years(birth: date, today: date) -> int:
    """Whole years lived."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _says(note: str, words: tuple[str, ...]) -> bool:
    for word in words:
        at = note.find(word)
        if at >= 0 and (at == 0 or note[at - 1] not in NOT):
            return True
    return False
