"""What a roster suggests of a person's need of care. Pure: a person confirms it or not."""

from datetime import date

from wanjia.risks import RiskKind, risks

NOT = "无非不没曾"
NEAR = 62  # days


def suggested(born: tuple[date, date] | None, note: str, alone: bool, today: date) -> set[str]:
    """Return the kinds of risk that a birth, a note and living alone suggest on `today`.

    `born` are the first and last day of birth that are possible: somebody of whom a roster says
    only the year, or an age, is not overlooked.
    """
    return {
        key
        for key, kind in risks().kinds.items()
        if _says(note, kind.notes)
        or (born and born[0] <= today and _fits(kind, born, alone, today))
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
