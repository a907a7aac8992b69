"""Answers that waited on a phone without network: what somebody else said meanwhile is not
overwritten unseen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer
from wanjia.kernel.problem import Problem
from wanjia.reports.models import Answer, Round
from wanjia.reports.words import answer_words

HEADER = "X-Wanjia-Late"
LONGEST = timedelta(days=3)  # a queue that says it waited longer is taken to have waited so long


def told_at(request: HttpRequest) -> datetime | None:
    """When a late sending was filled in; None for what is sent at once, or in spite of a conflict.

    The phone says how many seconds it kept it, so that its clock need not be right.
    """
    said = request.headers.get(HEADER)
    if not said or request.POST.get("despite"):
        return None
    waited = timedelta(seconds=int(said)) if said.isdecimal() and len(said) < 9 else LONGEST
    return clock.now() - min(waited, LONGEST)


def refuse_newer(
    viewer: Viewer,
    round_: Round,
    said: Iterable[tuple[UUID, str, str]],
    since: datetime | None,
) -> None:
    """Raise Problem `answer.newer` where somebody was answered for after `since` and otherwise.

    `said` are a resident, the antigen result and the temperature that are about to be stored.
    """
    if since is None:
        return
    wanted = {who: (antigen, temperature) for who, antigen, temperature in said}
    rows = Answer.objects.filter(
        community_id=viewer.community_id, round=round_, resident__in=wanted, current=True
    )
    newer = [
        one
        for one in rows.filter(at__gt=since).select_related("resident__dwelling", "round")
        if _differs(one, *wanted[one.resident_id])
    ]
    if newer:
        told = _("；").join(f"{one.resident.name} {answer_words(one)}" for one in newer)
        at = timezone.localtime(max(one.at for one in newer)).strftime("%H:%M")
        door = newer[0].resident.dwelling.door
        raise Problem("answer.newer", door=door, at=at, told=told)


def _differs(answer: Answer, antigen: str, temperature: str) -> bool:
    """Whether what is known is at odds with what is about to be said, or says more of illness."""
    said = temperature.strip().rstrip("℃°")
    if answer.antigen and antigen and answer.antigen != antigen:
        return True
    if answer.temperature is not None and said:
        return f"{answer.temperature:g}" != said.removesuffix(".0")
    feverish = answer.temperature is not None and answer.temperature >= answer.round.fever
    return feverish or bool(answer.symptoms)
