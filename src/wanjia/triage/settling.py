"""What follows from the answers to the questions of a doubt. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from wanjia.triage.verdict import Verdict


def settle(verdict: Verdict, answers: Mapping[str, bool]) -> Verdict:
    """Return the verdict after answers to its questions, by their names.

    A "yes" raises it to 1; "no" to all clears it to what the text otherwise says. Questions that
    have no answer stay asked.
    """
    if not verdict.unsure:
        return verdict
    for question in verdict.ask:
        if answers.get(question.name):
            return replace(
                verdict, urgency=1, why=f"问过，答“是”：{question.text}",
                why_en=f'Asked and answered "yes": {question.text_en}',
                deadline_hours=0, unsure=False, ask=(), otherwise=None,
            )  # fmt: skip
    still = tuple(question for question in verdict.ask if question.name not in answers)
    if still or verdict.otherwise is None:
        return replace(verdict, ask=still or verdict.ask)
    rest = verdict.otherwise
    return Verdict(
        rest.category, rest.urgency, f"问过，没有危险：{rest.why}",
        f"Asked, no danger: {rest.why_en}", rest.deadline_hours,
        signs=tuple(sign for sign in verdict.signs if sign.urgency >= rest.urgency),
    )  # fmt: skip
