"""The questions of a need in doubt: which they are, what was answered, how they are asked."""

from datetime import datetime
from typing import Any

from wanjia.core.localized import localized_pair
from wanjia.needs.models import Need
from wanjia.triage import Question, Sign, Verdict
from wanjia.triage.verdict import Otherwise


def kept_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a need keeps it.

    With what follows when its questions are denied.
    """
    otherwise = vars(verdict.otherwise) if verdict.otherwise else None
    return {**verdict.to_dict(), "otherwise": otherwise}


def verdict_of(need: Need) -> Verdict | None:
    """Return what triage said of a need.

    None where that is not known any more.
    """
    stored: dict[str, Any] = need.verdict
    if not stored:
        return None
    return Verdict(
        category=stored["category"],
        urgency=stored["urgency"],
        why=stored["why"],
        why_en=stored["why_en"],
        deadline_hours=stored["deadline_hours"],
        unsure=stored["unsure"],
        ask=tuple(Question(**question) for question in stored["ask"]),
        signs=tuple(Sign(**sign) for sign in stored["signs"]),
        otherwise=Otherwise(**otherwise) if (otherwise := stored.get("otherwise")) else None,
    )


def questions_of(need: Need) -> tuple[Question, ...]:
    """Return the questions of a need whose doubt still stands."""
    verdict = verdict_of(need)
    return verdict.ask if verdict and need.unsure and not need.closed_at else ()


def open_questions(need: Need) -> list[Question]:
    """Return those that nobody has answered yet."""
    given = given_of(need)
    return [question for question in questions_of(need) if question.name not in given]


def given_of(need: Need) -> dict[str, bool]:
    """Return the answers given so far, by the question's name."""
    return {answer["name"]: answer["yes"] for answer in need.answers}


def words_of(question: Question) -> str:
    """Return a question in the active language."""
    return localized_pair(question.text, question.text_en)


def questions_for(need: Need) -> list[str]:
    """Return the sentences to ask the sender of a need in doubt, in the active language."""
    return [words_of(question) for question in open_questions(need)]


def questions_context(need: Need, back: str = "") -> dict[str, Any]:
    """Return a need's questions as a row or a card shows them.

    Each with yes, no, and what was said.
    """
    given = given_of(need)
    return {
        "asks": {
            "url": f"/needs/{need.id}/answer/",
            "back": back,
            "questions": [
                {
                    "name": question.name,
                    "text": words_of(question),
                    "given": given.get(question.name),
                }
                for question in questions_of(need)
            ],
        }
    }


def answers_of(need: Need) -> list[dict[str, Any]]:
    """Return what was answered, by whom and when, with the words of each question."""
    verdict = verdict_of(need)
    words = {question.name: words_of(question) for question in verdict.ask} if verdict else {}
    return [
        {
            **answer,
            "text": words.get(answer["name"], ""),
            "at": datetime.fromisoformat(answer["at"]),
        }
        for answer in need.answers
    ]
