"""What a roster suggests of a person's need of care. Pure: a person confirms it or not."""

from datetime import date

from wanjia.risks import RiskKind, risks

NOT = "无非不没曾"


def suggested(birth: date | None, note: str, alone: bool, today: date) -> set[str]:
    """The kinds of risk that a birth date, a note and living alone suggest on `today`."""
    return {
        key
        for key, kind in risks().kinds.items()
        if _says(note, kind.notes)
        or (birth and birth <= today and _fits(kind, birth, alone, today))
    }


def _fits(kind: RiskKind, birth: date, alone: bool, today: date) -> bool:
    from_age, days = kind.suggest.alone_from, kind.suggest.days_from_birth
    if from_age is not None and alone and years(birth, today) >= from_age:
        return True
    return days is not None and (today - birth).days <= days


def years(birth: date, today: date) -> int:
    """Whole years lived."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _says(note: str, words: tuple[str, ...]) -> bool:
    for word in words:
        at = note.find(word)
        if at >= 0 and (at == 0 or note[at - 1] not in NOT):
            return True
    return False
