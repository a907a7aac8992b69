"""A community goes into emergency mode, back to ordinary days, or stays as it is."""

from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.hearing import hear_row
from wanjia.core.models import Community, Mode
from wanjia.core.problems import Problem
from wanjia.everyday.mode.queries import REASONS, left_open
from wanjia.everyday.models import ModeDecision, ModeSource


@transaction.atomic
def enter_emergency(
    viewer: Viewer, source: str = ModeSource.BY_HAND, about: UUID | None = None, note: str = ""
) -> ModeDecision:
    """Go into emergency mode; raises Problem `mode.already`."""
    viewer.need(*OFFICERS)
    made = _change(viewer, Mode.EMERGENCY, source, about, note)
    hear_row(viewer, made, "note")
    return made


@transaction.atomic
def return_to_ordinary(viewer: Viewer, note: str = "") -> ModeDecision:
    """Go back to ordinary days. Raises Problem `mode.already`, and `mode.shut_in` while a sealed or
    controlled zone is in force."""
    viewer.need("head")
    shut = sum(left.count for left in left_open(viewer) if left.blocks)
    if shut:
        raise Problem("mode.shut_in", zones=shut)
    made = _change(viewer, Mode.ORDINARY, ModeSource.BY_HAND, None, note)
    hear_row(viewer, made, "note")
    return made


@transaction.atomic
def stay_ordinary(viewer: Viewer, source: str, about: UUID) -> ModeDecision:
    """Decide that a reason is none for an emergency; it does not ask again.

    Decided twice it is one decision. Raises Problem `kernel.not_found` for what asks nothing.
    """
    viewer.need(*OFFICERS)
    known = ModeDecision.objects.of(viewer).filter(about=about, source=source).first()
    if known:
        return known
    asked = REASONS.count(viewer.community_id)
    if not any((reason.source, reason.about) == (source, about) for reason in asked):
        raise Problem("kernel.not_found")
    return _note(viewer, Mode.ORDINARY, Mode.ORDINARY, source, about)


def follow(viewer: Viewer, mode: str, source: str, about: UUID | None) -> None:
    """Take the mode that an act entails, unless it is there already."""
    community = Community.objects.select_for_update().get(id=viewer.community_id)
    if community.mode != mode:
        _change(viewer, mode, source, about, "")


def _change(viewer: Viewer, mode: str, source: str, about: UUID | None, note: str) -> ModeDecision:
    community = Community.objects.select_for_update().get(id=viewer.community_id)
    before = community.mode
    if before == mode:
        raise Problem("mode.already", mode=Mode(mode).label)
    community.mode, community.mode_since = mode, clock.now()
    community.save(update_fields=["mode", "mode_since"])
    return _note(viewer, before, mode, source, about, note)


def _note(
    viewer: Viewer, before: str, after: str, source: str, about: UUID | None, note: str = ""
) -> ModeDecision:
    made = ModeDecision.objects.create(
        community_id=viewer.community_id,
        decided_at=clock.now(),
        created_by_name=viewer.name[:80],
        before=before,
        after=after,
        source=source,
        about=about,
        note=note.strip()[:200],
    )
    journal.write(
        viewer,
        "mode.kept" if before == after else "mode.changed",
        subject=made.id,
        before={"mode": before},
        after={"mode": after, "source": source},
    )
    REASONS.forget(viewer.community_id)
    return made
