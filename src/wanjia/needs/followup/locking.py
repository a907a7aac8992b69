"""Finding the need that an act is about, held until the act is done."""

from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.models import Need, NeedNote
from wanjia.needs.queries import visible_needs


def lock_need(viewer: Viewer, need_id: UUID) -> Need:
    """Return a need in sight, locked; raises Problem `kernel.not_found`.

    Its home and people are read by the acts that ask for them: most write the need alone.
    """
    rows = visible_needs(viewer).select_related(None)
    return get_or_refuse(rows.select_for_update(of=("self",)), id=need_id)


def lock_open_need(viewer: Viewer, need_id: UUID) -> Need:
    """Return a need that is open, locked; raises Problem `kernel.not_found`, `needs.closed`."""
    need = lock_need(viewer, need_id)
    if need.closed_at:
        raise Problem("needs.closed")
    return need


def make_owner(viewer: Viewer, need: Need) -> None:
    """Make the viewer the owner, unless somebody is.

    The asker has an answer by it.
    """
    if need.owner is None and viewer.user_id:
        need.owner, need.owner_name = viewer.user_id, viewer.name
    need.answered_at = need.answered_at or clock.now()


def noted_before(
    viewer: Viewer, need: Need, kind: str, text: str, note_id: UUID | None
) -> tuple[NeedNote | None, UUID]:
    """Return the note that the same words under the same id became, and the id for a new one."""
    content = {"need": need.id, "kind": kind, "text": text}
    return known_or_new(viewer, NeedNote.objects.all(), note_id, **content)


def add_note(viewer: Viewer, need: Need, kind: str, text: str, note_id: UUID) -> NeedNote:
    """Write a note beside a need, under a new id or the one that `noted_before` returned."""
    return NeedNote.objects.create(
        id=note_id,
        community_id=viewer.community_id,
        need=need,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
        kind=kind,
        text=text.strip()[:1000],
    )
