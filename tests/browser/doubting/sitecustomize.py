"""Stands in for an engine that can doubt, in a served town: until triage itself says `unsure`.

Python reads this when it starts with this folder on its path; only the text of the story is
answered otherwise than triage does.
"""

import dataclasses

import wanjia.triage as floor
from wanjia.triage import Question, Sign, Verdict

STORY = "有困难"
ASK = (
    Question("wakes", "叫他，他答应吗？是不是叫不醒？", "Can he not be woken?"),
    Question("breath", "喘不上气，或胸口痛吗？", "Is he short of breath, or does his chest hurt?"),
)
SIGNS = (Sign("alone", "other", 3, "老人一人在家，要人帮", "an old person alone asks for help"),)
real = floor.triage


def triage(text, *args, **more):
    """Doubt the story's words as the new engine will; leave all others to the engine."""
    verdict = real(text, *args, **more)
    if STORY not in text or verdict.urgency == 1 or verdict.unsure:
        return verdict
    doubt = Verdict("other", 2, "说不清，不能排除危险", "unclear: danger cannot be ruled out", 1)
    return dataclasses.replace(doubt, unsure=True, ask=ASK, signs=SIGNS)


floor.triage = triage
