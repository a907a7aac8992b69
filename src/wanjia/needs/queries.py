"""What is asked of needs: who may see which, what is open, what is like it, how it stands."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer, visible_to
from wanjia.kernel.planned import ID, MOMENT, planned
from wanjia.kernel.words import named
from wanjia.needs.matters import Said, is_same_matter
from wanjia.needs.models import Category, Need
from wanjia.needs.numbers import numbered, read_number
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling
from wanjia.reports.daily import NeedFigures
from wanjia.triage import Verdict, triage
from wanjia.zoning.protocol import Text

# By the clock that runs out first (`next_due`). A need without a promise of its own comes first
# among the like; databases differ where not told.
UNANSWERED = Q(answered_at=None, due_at__isnull=False)
NEXT = Case(When(UNANSWERED, then=F("answer_by")), default=F("due_at"))
ORDER = ("urgency", NEXT.asc(nulls_first=True), "opened_at")
MOST_OPEN = 30  # open needs of one door that new words are compared with
MOST_NUMBERED = 20_000  # needs among which a number is looked for


def visible_needs(viewer: Viewer) -> QuerySet[Need]:
    """Needs in sight: all for officers; for field roles those of their stairwells or theirs."""
    rows = Need.objects.select_related("dwelling__stairwell__estate", "resident", "helper").filter(
        community_id=viewer.community_id
    )
    seen = visible_to(viewer, rows, stairwell="dwelling__stairwell", dwelling="dwelling")
    if viewer.role in ("grid", "doctor", "steward", "volunteer"):
        seen = rows.filter(
            Q(dwelling__stairwell__in=viewer.stairwells) | Q(helper__user=viewer.user_id)
        )
    return seen


def open_needs(viewer: Viewer) -> QuerySet[Need]:
    """Open needs, the most urgent first, then by when they are promised."""
    return visible_needs(viewer).filter(closed_at=None).order_by(*ORDER)


def duplicate_of(
    viewer: Viewer,
    dwelling: Dwelling,
    verdict: Verdict,
    text: str,
    resident: Resident | None = None,
) -> Need | None:
    """The open need of the same door about the same matter, the newest first."""
    rows = Need.objects.filter(
        community_id=viewer.community_id, dwelling=dwelling, closed_at=None
    ).order_by("-opened_at")
    whose = str(resident.id) if resident else ""
    now = Said(text, verdict.category, verdict.urgency, verdict.unsure, whose)
    for need in rows[:MOST_OPEN]:
        before = Said(need.text, need.category, need.urgency, whose=str(need.resident_id or ""))
        if is_same_matter(before, now, triage):
            return need
    return None


def needs_numbered(viewer: Viewer, text: str) -> list[Need]:
    """The needs in sight of the number that somebody was told; empty if the text is none."""
    number = read_number(text)
    if not number:
        return []
    rows = visible_needs(viewer).order_by("closed_at", "-opened_at")
    ids = numbered(rows.values_list("id", flat=True)[:MOST_NUMBERED], number)
    return list(rows.filter(id__in=ids))


def why_of(need: Need) -> str:
    """Why it is as urgent as it is, in the language of the page."""
    return need.why_en if (get_language() or "zh").startswith("en") and need.why_en else need.why


def state_of(need: Need) -> str:
    """Where a need is on its way: the step that is next."""
    if need.closed_at:
        return "closed"
    if need.waiting_since:
        return "waiting"
    if need.reported_at:
        return "verify"
    if need.handled_at:
        return "report"
    if need.helper_id:
        return "handle"
    return "dispatch" if need.owner else "take"


def state_words(need: Need) -> str:
    """Where a need is on its way, in words."""
    return {
        "take": _("等人接手"),
        "dispatch": _("等派人"),
        "handle": _("已派人"),
        "report": _("正在办"),
        "verify": _("等核实"),
        "waiting": _("等对方回话"),
        "closed": _("已办结"),
    }[state_of(need)]


def is_late(need: Need, now: datetime | None = None) -> bool:
    """Whether a promise to who asked is broken."""
    moment = now or clock.now()
    if need.closed_at or need.waiting_since:
        return False
    unanswered = need.answered_at is None and need.answer_by is not None
    return bool(
        (need.due_at and need.due_at < moment)
        or (unanswered and need.answer_by and need.answer_by < moment)
    )


def next_due(need: Need) -> datetime | None:
    """The clock that runs out first: somebody's answer, then the promise."""
    if need.waiting_since:
        return None
    return need.answer_by if need.answered_at is None else need.due_at


def need_row(need: Need) -> dict[str, Any]:
    """A need as a line of work: what, where, by when, and the one button that moves it on."""
    home = need.dwelling
    door = f"{named(home.stairwell.estate)} {home.door}" if home else _("不知哪户")
    urgent = need.urgency == 1
    return {
        "title": f"{door} · {need.get_category_display()}",
        "url": f"/needs/{need.id}/",
        "icon": "needs",
        "tone": "alarm" if urgent or is_late(need) else "soon" if need.urgency == 2 else "",
        "text": f"{need.text[:60]} · {why_of(need)}",
        "due": next_due(need),
        "when": state_words(need),
        "post": {"url": f"/needs/{need.id}/take/", "label": _("接手"), "fields": {}}
        if not need.owner
        else None,
        "link": {"url": f"/needs/{need.id}/", "label": _("打开")} if need.owner else None,
    }


def is_pressing(viewer: Viewer, need: Need) -> bool:
    """Whether an open need is one for Today: in danger or urgent, nobody's, one's own, or late."""
    mine = need.owner is not None and need.owner == viewer.user_id
    return need.urgency <= 2 or need.owner is None or mine or is_late(need)


def figures_between(viewer: Viewer, start: datetime, end: datetime) -> list[NeedFigures]:
    """The daily report's figures: taken in, closed, and open at the end, by category."""
    known = {row["category"]: row for row in _counted(viewer.community_id, start, end)}
    return [
        NeedFigures(
            category=category,
            name=Text(*_names(category)),
            new=known[category]["new"],
            closed=known[category]["closed"],
            open=known[category]["open"],
            url=f"/needs/?category={category}",
        )
        for category in Category.values
        if category in known and any(known[category][key] for key in ("new", "closed", "open"))
    ]


@planned(community=ID, start=MOMENT, end=MOMENT)
def _counted(community: UUID, start: datetime, end: datetime) -> QuerySet[Any]:
    rows = Need.objects.filter(community_id=community, opened_at__lte=end)
    return (
        rows.order_by()
        .values("category")
        .annotate(
            new=Count("id", filter=Q(opened_at__gte=start)),
            closed=Count("id", filter=Q(closed_at__gte=start, closed_at__lte=end)),
            open=Count("id", filter=Q(closed_at=None) | Q(closed_at__gt=end)),
        )
    )


@cache
def _names(category: str) -> tuple[str, str]:
    from django.utils import translation

    names = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names.append(str(Category(category).label))
    return names[0], names[1]
