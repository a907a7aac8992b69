"""Words on one need that speak of another matter become a need of their own."""

from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE, REAL, Words, hear
from wanjia.needs.intake.matters import ComparedRequest, is_same_matter
from wanjia.needs.models import Need
from wanjia.triage import triage


def hear_new_matter(viewer: Viewer, need: Need, text: str, note_id: UUID) -> None:
    """Hear a note on a need, unless it says again what the need says.

    Must run inside the transaction of the act that stores the note.
    """
    if not text.strip():
        return
    verdict = triage(text)
    before = ComparedRequest(need.text, need.category, need.urgency)
    now = ComparedRequest(text, verdict.category, verdict.urgency, verdict.unsure)
    if is_same_matter(before, now, triage):
        return
    words = Words(
        text,
        "neednote.text",
        note_id,
        dwelling_id=need.dwelling_id,
        resident_id=need.resident_id,
        upto=REAL if viewer.role == "household" else LIFE,
        way="household" if viewer.role == "household" else "note",
    )
    hear(viewer, words)
