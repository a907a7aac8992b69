"""The questions of a need in doubt: which they are, what was answered, how they are asked."""

from datetime import datetime
from typing import Any

from wanjia.core.localized import localized_pair
from wanjia.needs.models import Need
from wanjia.triage import Question, Sign, Verdict
from wanjia.triage.verdict import Otherwise


def kept_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a need keeps it: with what follows when its questions are denied."""
    otherwise = vars(verdict.otherwise) if verdict.otherwise else None
    return {**verdict.to_dict(), "otherwise": otherwise}


def verdict_of(need: Need) -> Verdict | None:
    """Return what triage said of a need; None where that is not known any more."""
    said: dict[str, Any] = need.verdict
    if not said:
        return None
    return Verdict(
        category=said["category"],
        urgency=said["urgency"],
        why=said["why"],
        why_en=said["why_en"],
        deadline_hours=said["deadline_hours"],
        unsure=said["unsure"],
        ask=tuple(Question(**one) for one in said["ask"]),
        signs=tuple(Sign(**one) for one in said["signs"]),
        otherwise=Otherwise(**otherwise) if (otherwise := said.get("otherwise")) else None,
    )


def questions_of(need: Need) -> tuple[Question, ...]:
    """Return the questions of a need whose doubt still stands."""
    verdict = verdict_of(need)
    return verdict.ask if verdict and need.unsure and not need.closed_at else ()


def open_questions(need: Need) -> list[Question]:
    """Return those that nobody has answered yet."""
    given = given_of(need)
    return [one for one in questions_of(need) if one.name not in given]


def given_of(need: Need) -> dict[str, bool]:
    """Return the answers given so far, by the question's name."""
    return {one["name"]: one["yes"] for one in need.answers}


def words_of(question: Question) -> str:
    """Return a question in the active language."""
    return localized_pair(question.text, question.text_en)


def questions_for(need: Need) -> list[str]:
    """Return the sentences to ask the sender of a need in doubt, in the active language."""
    return [words_of(one) for one in open_questions(need)]


def asks_of(need: Need, back: str = "") -> dict[str, Any]:
    """A need's questions as a row or a card shows them: each with yes, no, and what was said."""
    given = given_of(need)
    return {
        "asks": {
            "url": f"/needs/{need.id}/answer/",
            "back": back,
            "questions": [
                {"name": one.name, "text": words_of(one), "given": given.get(one.name)}
                for one in questions_of(need)
            ],
        }
    }


def answered(need: Need) -> list[dict[str, Any]]:
    """Return what was answered, by whom and when, with the words of each question."""
    verdict = verdict_of(need)
    words = {one.name: words_of(one) for one in verdict.ask} if verdict else {}
    return [
        {**one, "text": words.get(one["name"], ""), "at": datetime.fromisoformat(one["at"])}
        for one in need.answers
    ]
