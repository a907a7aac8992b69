"""A call as it is taken: recorded, its questions answered, an officer's own word on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.ids import new_id
from wanjia.needs.doubts.actions import answer_questions
from wanjia.needs.followup.actions import retriage
from wanjia.needs.followup.locking import add_note
from wanjia.needs.intake.actions import Recorded, take_in
from wanjia.needs.models import Channel, NoteKind, OverruleWay


@dataclass(frozen=True)
class Told:
    """What was typed while a call was taken; `urgency` 0 and no `category` are as proposed.

    `heard_as` is how the caller said who they are, where nobody was found by it.
    """

    text: str
    need_id: UUID
    dwelling_id: UUID | None = None
    resident_id: UUID | None = None
    channel: str = Channel.PHONE
    asker: str = ""
    asker_phone: str = ""
    apart: bool = False
    heard_as: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)
    category: str = ""
    urgency: int = 0
    why: str = ""

    def set_by_hand(self) -> dict[str, Any]:
        """Return what was said of the words: sent again with another, a call is not the same."""
        said = {"category": self.category, "urgency": self.urgency, "why": self.why}
        answers = {"answers": dict(self.answers)} if self.answers else {}
        return {name: value for name, value in said.items() if value} | answers


@idempotent
def take_call(viewer: Viewer, told: Told) -> Recorded:
    """Record a call with all that was set while it was taken, in one act; twice is harmless.

    Another call under the same id is a need of its own.
    Raises the Problems of `take_in`, `answer_questions` and `retriage`.
    """
    recorded = take_in(
        viewer,
        told.text,
        dwelling_id=told.dwelling_id,
        resident_id=told.resident_id,
        channel=told.channel,
        asker=told.asker,
        asker_phone=told.asker_phone,
        need_id=told.need_id,
        apart=told.apart,
        also=told.set_by_hand(),
    )
    if recorded.verdict is None:  # this very call was taken before
        return recorded
    need = recorded.need
    if told.heard_as:
        who = _("来电自称：%(who)s") % {"who": told.heard_as}
        add_note(viewer, need, NoteKind.NOTE, who, new_id())
    if need.unsure and told.answers:
        names = {one["name"] for one in need.verdict["ask"]}
        answers = {name: yes for name, yes in told.answers.items() if name in names}
        need = answer_questions(viewer, need.id, answers) if answers else need
    category, urgency = told.category or need.category, told.urgency or need.urgency
    new = not recorded.added
    if (category, urgency) != (need.category, need.urgency) and (new or urgency < need.urgency):
        need = retriage(viewer, need.id, category, urgency, told.why, OverruleWay.INTAKE)
    elif told.urgency and need.unsure and new:
        # The very urgency of the doubt was pressed: an officer is sure of it.
        need = retriage(viewer, need.id, category, urgency, told.why, OverruleWay.INTAKE)
    return replace(recorded, need=need)
