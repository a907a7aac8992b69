"""What is asked of a roster, as the command line and JSON tell it."""

from typing import Any

from wanjia.people.roster.reader import Question


def question_of(one: Question) -> dict[str, Any]:
    """A question as plain values, with the ways to choose from."""
    ways = [
        {
            "reading": way.key,
            "is": way.zh,
            "people": way.people,
            "households": way.households,
            "stairwells": way.stairwells,
            "first": list(way.first),
        }
        for way in one.ways
    ]
    return {
        "code": one.code,
        "sheet": one.sheet,
        "question": one.zh,
        "question_en": one.en,
        "rows": list(one.rows),
        "ways": ways,
    }


def question_words(one: Question) -> str:
    """A question for a person at a terminal, in both languages, with its ways to choose from."""
    sheet = f"“{one.sheet}” " if one.sheet else ""
    lines = [f"? {sheet}{one.zh}\n  {one.en}"]
    for way in one.ways:
        counts = f"{way.people} 人 people, {way.households} 户 households"
        lines.append(f"  --reading {way.key}  {way.zh} / {way.en}: {counts}")
        if way.first:
            lines.append(f"      {'；'.join(way.first)} …")
    return "\n".join(lines) + "\n"
