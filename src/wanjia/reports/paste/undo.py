"""A paste that was stored by mistake is taken back: what stood before its answers stands again."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.places.bulk import update_rows
from wanjia.reports.alarms.actions import close_alarm
from wanjia.reports.answers.actions import Given, id_of_answer
from wanjia.reports.models import Alarm, Answer, Paste, PasteLine, Round
from wanjia.reports.paste.headcounts import given_of_count, is_count, take_back_headcounts
from wanjia.reports.paste.matching import given_of
from wanjia.reports.rounds.round_lookup import rounds_beside

WITHIN = timedelta(hours=1)
AT_ONCE = 500  # as many values as SQLite takes in one statement


def can_take_back(viewer: Viewer, paste: Paste) -> bool:
    """Whether a paste is stored, and not too long ago, and the viewer's to take back."""
    if paste.committed_at is None or paste.taken_back_at or paste.round is None:
        return False
    own = viewer.sees_all or paste.created_by == viewer.user_id
    return own and clock.now() < paste.committed_at + WITHIN


@transaction.atomic
def take_back(viewer: Viewer, paste: Paste) -> int:
    """Undo what a paste stored, within the hour; return how many answers were taken back.

    Answers that were corrected since stay. What each replaced counts again, follow-ups that the
    paste opened are closed with the reason. Nothing is deleted. Raises Problem `paste.kept`.
    """
    rows = Paste.objects.of(viewer).select_related("round__zone")
    paste = rows.select_for_update(of=("self",)).get(id=paste.id)
    if not can_take_back(viewer, paste):
        raise Problem("paste.kept")
    answers = _take_back(viewer, paste, list(paste.lines.filter(stored=True)))
    take_back_headcounts(viewer, paste)
    paste.lines.filter(stored=True).exclude(kind="need").update(stored=False)
    paste.taken_back_at = clock.now()
    paste.save(update_fields=["taken_back_at"])
    journal.write(
        viewer,
        "paste.taken_back",
        subject=paste.id,
        after={"answers": [str(one.id) for one in answers]},
    )
    return len(answers)


@transaction.atomic
def take_back_line(viewer: Viewer, line: PasteLine) -> int:
    """Undo what one line stored: it was read wrongly; return how many answers were taken back."""
    answers = _take_back(viewer, line.paste, [line])
    journal.write(
        viewer,
        "paste.taken_back",
        subject=line.paste_id,
        after={"answers": [str(one.id) for one in answers], "line": line.line},
    )
    return len(answers)


def _take_back(viewer: Viewer, paste: Paste, lines: Sequence[PasteLine]) -> list[Answer]:
    """These lines' answers count no more; what each replaced does, their alarms are closed."""
    answers = _answers(viewer, paste, lines)
    before = _before(viewer, answers)
    for changed, current in ((answers, False), (before, True)):
        for one in changed:
            one.current = current
        update_rows(changed, ["current"])
    alarms = Alarm.objects.of(viewer).filter(
        closed_at=None, resident__in={one.resident_id for one in answers}
    )
    ids = {one.id for one in answers}
    for alarm in [one for one in alarms if one.answer_id in ids]:
        close_alarm(viewer, alarm.id, _("粘贴已撤回"))
    return answers


def _answers(viewer: Viewer, paste: Paste, lines: Sequence[PasteLine]) -> list[Answer]:
    """The answers that lines stored and that still count; their ids follow from the lines."""
    assert paste.round is not None
    rounds = [paste.round, *rounds_beside(viewer, paste.round)]
    ids: set[Any] = {
        id_of_answer(given, round_.id)
        for line in lines
        for given in (*given_of(line.reading, line.id), *_counted(paste.round, line))
        for round_ in rounds
    }
    held = Answer.objects.of(viewer).filter(current=True)
    return [one for some in _parts(list(ids)) for one in held.filter(id__in=some)]


def _counted(round_: Round, line: PasteLine) -> list[Given]:
    return given_of_count(round_, line) if is_count(line) else []


def _before(viewer: Viewer, answers: list[Answer]) -> list[Answer]:
    """For each of these the newest answer before it that was not itself taken back."""
    gone = {one.id for one in answers} | _taken_back(viewer)
    found: dict[tuple[UUID, UUID], Answer] = {}
    for round_id in {one.round_id for one in answers}:
        held = (
            Answer.objects.of(viewer)
            .filter(round=round_id, current=False)
            .order_by(Coalesce("confirmed_at", "measured_at", "recorded_at"), "id")
        )
        for some in _parts([one.resident_id for one in answers if one.round_id == round_id]):
            for one in held.filter(resident__in=some):
                if one.id not in gone:
                    found[one.round_id, one.resident_id] = one
    return list(found.values())


def _taken_back(viewer: Viewer) -> set[UUID]:
    entries = Entry.objects.of(viewer).filter(type="paste.taken_back")
    told = entries.values_list("after", flat=True)
    return {UUID(one) for after in told for one in (after or {}).get("answers", ())}


def _parts(values: list[UUID]) -> Iterable[list[UUID]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
