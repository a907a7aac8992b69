"""What follows from the answers to the questions of a doubt. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from wanjia.triage.rules import load_rules
from wanjia.triage.verdict import Verdict

ALARMED = ("问过了：有危险", "asked: there is danger")
CLEARED = ("问过了：没有危险", "asked: no danger")
AS_THE_TEXT_SAYS = (
    3  # where no sign tells how urgent the rest of the text is: never calm by default
)


def settle(verdict: Verdict, answers: Mapping[str, bool]) -> Verdict:
    """Say what an unsure verdict becomes: one yes raises it to 1, no to all questions clears it.

    While a question is open, and for a verdict that is sure, it stays as it is. What is cleared is
    what the text says besides: its gravest sign.
    """
    if not verdict.unsure or not verdict.ask:
        return verdict
    hours = load_rules().default_hours
    if any(answers.get(question.name) for question in verdict.ask):
        return replace(
            verdict,
            urgency=1,
            why=f"{ALARMED[0]}（{verdict.why}）",
            why_en=f"{ALARMED[1]} ({verdict.why_en})",
            deadline_hours=hours[0],
            unsure=False,
        )
    if not all(question.name in answers for question in verdict.ask):
        return verdict
    sign = min(verdict.signs, key=lambda one: one.urgency, default=None)
    urgency = sign.urgency if sign else AS_THE_TEXT_SAYS
    return replace(
        verdict,
        category=sign.category if sign else verdict.category,
        urgency=urgency,
        why=f"{CLEARED[0]}；{sign.why}" if sign else CLEARED[0],
        why_en=f"{CLEARED[1]}; {sign.why_en}" if sign else CLEARED[1],
        deadline_hours=hours[urgency - 1],
        unsure=False,
    )
