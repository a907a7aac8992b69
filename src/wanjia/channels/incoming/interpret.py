"""A household's message read as a pasted fragment of its own: answers stored, requests recorded.

It is read in the household's sight: a line that names another door is for a person to look at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.channels.models import Heard, Incoming
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.needs.doubts.questions import open_questions, questions_for
from wanjia.needs.doubts.replies import read_reply
from wanjia.needs.followup.actions import answer_questions
from wanjia.needs.intake.actions import LONGEST, Recorded, need_with, risks_of, take_in
from wanjia.needs.intake.telling import describe_recorded
from wanjia.needs.models import Category, Channel, Need, Urgency
from wanjia.needs.queries import visible_needs
from wanjia.places.models import Dwelling
from wanjia.reports.labels import answer_words, round_words
from wanjia.reports.models import Answer, PasteLine, Round
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.paste.matching import roster_index
from wanjia.reports.paste.reader import Context, read
from wanjia.reports.queries import rounds_at_door
from wanjia.triage import shorten, triage

VAGUE = (Category.OTHER, Category.INFORMATION)


def household_of(dwelling: Dwelling) -> Viewer:
    """Return a household that looks and writes, as its own page does."""
    return Viewer(dwelling.community_id, "household", name=dwelling.door, dwelling_id=dwelling.id)


def understand(kept: Incoming) -> None:
    """Read a message of a known household; sets what became of it and what is answered.

    Nothing that is refused on the way loses the message: it waits for a person then.
    """
    assert kept.sender.dwelling
    viewer = household_of(kept.sender.dwelling)
    try:
        with transaction.atomic():
            _interpret_lines(viewer, kept, kept.sender.dwelling)
    except Problem as problem:
        kept.status = Heard.WAITING
        kept.reply = f"{problem.words()} {_('已留给值班人员看。')}"


def _interpret_lines(viewer: Viewer, kept: Incoming, dwelling: Dwelling) -> None:
    round_ = _round_now(dwelling)
    heard = kept.need is not None  # the whole message is a need already, and its sender told so
    paste, _new = read_paste(viewer, with_door(viewer, kept.text, dwelling.door), round_)
    commit_paste(viewer, paste, heard=heard)
    lines = list(PasteLine.objects.of(viewer).filter(paste=paste))
    words = [line for line in lines if line.kind in ("note", "order") and not _is_handed_on(line)]
    need = None
    if not heard:
        need = _need_of(viewer, kept, dwelling, words) or _need_in(viewer, lines)
        kept.need = need.need.id if need else None
    doubtful = [
        line
        for line in lines
        if line.kind not in ("note", "need" if heard else "") and not line.stored
    ]
    kept.paste = paste.id
    left = bool(words) and kept.need is None
    kept.status = Heard.WAITING if doubtful or left else Heard.TAKEN
    kept.reply = _reply_text(round_, lines, need, doubtful, left)
    if not kept.reply and not heard:
        kept.reply = _("收到。")


@dataclass(frozen=True)
class Answered:
    """What a reply to a doubt's questions did: its need, what its sender is told, and whether the
    message is nothing `but` the reply."""

    need_id: UUID
    told: str
    but: bool


def answer_doubt(kept: Incoming) -> Answered | None:
    """Take a reply to the questions of the sender's latest request in doubt; None if it is none.

    This comes before the message is heard: what that opens has questions of its own. What else the
    message says is left to be heard and read as any other.
    """
    if kept.sender.dwelling is None:
        return None
    viewer = household_of(kept.sender.dwelling)
    doubts = visible_needs(viewer).filter(
        unsure=True, closed_at=None, opened_at__lte=kept.received_at
    )
    need = doubts.order_by("-opened_at", "-id").first()
    if need is None:
        return None
    reply = read_reply(kept.text, open_questions(need))
    if not reply.answers:
        return None
    try:
        need = answer_questions(viewer, need.id, reply.answers)
    except Problem:  # settled by somebody else at this moment: the words are heard as any other
        return None
    return Answered(need.id, _after_answers(need), not reply.rest)


def _after_answers(need: Need) -> str:
    if need.urgency == Urgency.NOW:
        return describe_recorded(Recorded(need)).receipt
    if need.unsure:
        return "\n".join([_("收到。还请回答："), *questions_for(need)])
    receipt = describe_recorded(Recorded(need)).receipt
    return f"{_('收到，记下了：没有危险。')}{receipt}{_('情况变重请马上打 120。')}"


def _is_handed_on(line: PasteLine) -> bool:
    return bool(line.reading.get("handed"))


def with_door(viewer: Viewer, text: str, door: str) -> str:
    """Return the message with its door before each line that names none, as a neighbour would write
    it.
    """
    readings = {one.line: one for one in read(text, roster_index(viewer), Context())}
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        known = readings.get(number)
        bare = known is not None and not known.doors and not known.residents
        lines.append(f"{door} {line}" if bare else line)
    return "\n".join(lines)


def _round_now(dwelling: Dwelling) -> Round | None:
    now = clock.now()
    rounds = rounds_at_door(dwelling.community_id, dwelling.stairwell_id, now)
    return next((one for one in rounds if one.opens_at <= now < one.closes_at), None)


def _need_of(
    viewer: Viewer, kept: Incoming, dwelling: Dwelling, words: Sequence[PasteLine]
) -> Recorded | None:
    """Return what the plain words ask for, where triage hears something definite in them."""
    said = kept.text if words else ""
    if not said.strip():
        return None
    verdict = triage(said, risks_of(viewer, dwelling, None))
    if verdict.category in VAGUE and verdict.urgency > Urgency.DAY:
        return None
    return take_in(
        viewer,
        shorten(said, LONGEST),
        dwelling_id=dwelling.id,
        channel=Channel.MESSAGE,
        asker=viewer.name,
        need_id=kept.id,
        verdict=verdict,
    )


def _need_in(viewer: Viewer, lines: Sequence[PasteLine]) -> Recorded | None:
    asked = [need_with(viewer.community_id, line.id) for line in lines if _is_handed_on(line)]
    found = [one for one in asked if one]
    return min(found, key=lambda one: one.need.urgency, default=None)


def _reply_text(
    round_: Round | None,
    lines: Sequence[PasteLine],
    need: Recorded | None,
    doubtful: Sequence[PasteLine],
    left: bool,
) -> str:
    """Return the answer: what was stored, what was recorded, what isn't clear."""
    parts = []
    stored = {one for line in lines if line.stored for one in line.reading["residents"]}
    if stored and round_:
        parts.append(_answers_text(round_, stored))
    if need:
        parts.append(describe_recorded(need).receipt)
    if doubtful and round_:
        parts.append(
            _("“%(text)s”没看清是谁或什么结果，请写姓名和结果再发一次，如：张三 阴性 36.5。")
            % {"text": doubtful[0].text[:30]}
        )
    elif doubtful:
        parts.append(_("现在没有要填的轮次，您的话已留给值班人员看。"))
    if left:
        parts.append(_("已转给值班人员，他们会看。急事请打电话，生命危险拨 120。"))
    return "\n".join(parts)


def _answers_text(round_: Round, residents: set[str]) -> str:
    rows = Answer.objects.filter(
        community_id=round_.community_id,
        round=round_,
        resident__in=[UUID(resident) for resident in residents],
        current=True,
    )
    told = [
        f"{row.resident.name} {answer_words(row)}"
        for row in rows.select_related("resident").order_by("resident__sort")
    ]
    return _("已记下（%(round)s）：%(told)s") % {
        "round": round_words(round_),
        "told": _("；").join(told),
    }
