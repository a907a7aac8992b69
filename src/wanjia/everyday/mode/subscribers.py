"""What entails a mode: zones are an emergency, its end is none any more."""

from wanjia.core import journal
from wanjia.core.models import Entry, Mode
from wanjia.everyday.mode.actions import follow
from wanjia.everyday.mode.queries import REASONS
from wanjia.everyday.models import ModeDecision, ModeSource


@journal.on("zones.published")
def _enter_with_zones(entry: Entry) -> None:
    """Go into emergency mode with the zones: who published them decided it."""
    follow(journal.in_the_name_of(entry), Mode.EMERGENCY, ModeSource.ZONES, entry.subject)


@journal.on("zones.undone")
def _undo_with_zones(entry: Entry) -> None:
    """Go back where the publication that is undone was what began the emergency."""
    viewer = journal.in_the_name_of(entry)
    last = ModeDecision.objects.of(viewer).first()
    if last and last.source == ModeSource.ZONES and last.about in (entry.subject, entry.undoes):
        follow(viewer, Mode.ORDINARY, ModeSource.ZONES, entry.subject)


@journal.on("emergency.ended")
def _return_with_its_end(entry: Entry) -> None:
    follow(journal.in_the_name_of(entry), Mode.ORDINARY, ModeSource.ENDED, entry.subject)


@journal.on(
    "need.recorded",
    "need.raised",
    "need.retriaged",
    "need.answered",
    "need.answer_undone",
    "need.closed",
    "need.reopened",
    "case.recorded",
    "case.withdrawn",
    "case.moved_out",
    "alarm.opened",
    "alarm.closed",
    "alarm.confirmed",
    "alarm.reopened",
)
def _forget_reasons(entry: Entry) -> None:
    REASONS.forget(entry.community_id)
