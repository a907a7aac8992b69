"""Which category a text is of: what has to be done, by the signs and by the model. Pure.

A sign names a thing; the thing is not always the matter (a cat starves as its owner is gone).
So each sign has a vote, and the model as many as it is sure.
"""

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

from wanjia.triage.rules import CATEGORIES
from wanjia.triage.signs import Found

if TYPE_CHECKING:
    from wanjia.triage.model import Likely

FLOOR = 0.01  # what the model has never seen it may still be
SPEAKING = {1: 2.0, 2: 1.0, 3: 0.6, 4: 0.3}  # votes of the signs of the urgency that speaks
NAMED = 0.2  # votes of what is named besides
ASKED = 0.4  # votes of a sign that only asks
VAGUE = 0.4  # what the votes of a vague sign are worth
ATTACK = (
    1.0  # more votes where somebody is attacked: whoever is hurt by a blow calls for the police
)
CALM = 2.0  # votes against an emergency in a calm text


def category_of(
    speaking: Sequence[Found], found: Sequence[Found], likely: "Likely", calm: bool = False
) -> str:
    """Choose the category: `speaking` are the signs that decide, `found` all that hold.

    Where a text is `calm` it is hardly of an emergency.
    """
    votes = {
        one: log(share + FLOOR) for one, share in zip(CATEGORIES, likely.categories, strict=True)
    }
    if calm:
        votes["medical_emergency"] -= CALM
    spoken: dict[str, float] = {}
    for one in speaking:
        category = one.protocol.category
        spoken[category] = max(spoken.get(category, 0.0), _weight(one))
    named = {one.protocol.category for one in found if not one.protocol.vague}
    for category in named - spoken.keys():
        votes[category] += NAMED
    for category, weight in spoken.items():
        votes[category] += weight
    return max(CATEGORIES, key=votes.__getitem__)


def _weight(found: Found) -> float:
    weight = ASKED if found.protocol.ask else SPEAKING[found.protocol.urgency]
    if found.protocol.complaint == "violence" and found.protocol.urgency == 1:
        weight += ATTACK
    return weight * VAGUE if found.protocol.vague else weight
