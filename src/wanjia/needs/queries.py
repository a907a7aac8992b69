"""What is asked of needs: who may see which, what is open, what is like it, how it stands."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.localized import labelled, localized_name, localized_pair
from wanjia.needs.doubts.questions import questions_context
from wanjia.needs.followup.promises import load_promises, says_nothing
from wanjia.needs.intake.matters import ComparedRequest, is_same_matter
from wanjia.needs.intake.numbers import numbered, read_number
from wanjia.needs.lifecycle import NEED
from wanjia.needs.models import Category, Need, Urgency
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling
from wanjia.reports.daily.figures import NeedFigures
from wanjia.triage import Verdict, triage
from wanjia.zoning.protocols.protocol import Text

# Danger that cannot be ruled out comes directly after danger, then by the clock that runs out first
# (`next_due`). A need without a promise of its own comes first among the like; databases differ
# where not told.
UNANSWERED = Q(answered_at=None, due_at__isnull=False)
NEXT = Case(When(UNANSWERED, then=F("answer_by")), default=F("due_at"))
ORDER = ("urgency", "-unsure", NEXT.asc(nulls_first=True), "opened_at")
MOST_OPEN = 30  # open needs of one door that new words are compared with
MOST_NUMBERED = 20_000  # needs among which a number is looked for


def visible_needs(viewer: Viewer) -> QuerySet[Need]:
    """Return needs in sight: all for officers.

    For field roles those of their stairwells or theirs.
    """
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
    """Return open needs, the most urgent first, then by when they are promised."""
    return visible_needs(viewer).filter(closed_at=None).order_by(*ORDER)


def todays_needs(viewer: Viewer) -> QuerySet[Need]:
    """Open needs, and those closed that somebody else has still to verify, the gravest first."""
    unverified = Q(closed_at__isnull=False, verified_at=None, urgency=Urgency.NOW)
    return visible_needs(viewer).filter(Q(closed_at=None) | unverified).order_by(*ORDER)


def duplicate_of(
    viewer: Viewer,
    dwelling: Dwelling,
    verdict: Verdict,
    text: str,
    resident: Resident | None = None,
) -> Need | None:
    """Return the open need of the same door about the same matter, the newest first."""
    rows = Need.objects.of(viewer).filter(dwelling=dwelling, closed_at=None).order_by("-opened_at")
    whose = str(resident.id) if resident else ""
    now = ComparedRequest(text, verdict.category, verdict.urgency, verdict.unsure, whose)
    for need in rows[:MOST_OPEN]:
        before = ComparedRequest(
            need.text, need.category, need.urgency, whose=str(need.resident_id or "")
        )
        if is_same_matter(before, now, triage):
            return need
    return None


def needs_numbered(viewer: Viewer, text: str) -> list[Need]:
    """Return the needs in sight of the number that somebody was told.

    Empty if the text is none.
    """
    number = read_number(text)
    if not number:
        return []
    rows = visible_needs(viewer).order_by("closed_at", "-opened_at")
    ids = numbered(rows.values_list("id", flat=True)[:MOST_NUMBERED], number)
    return list(rows.filter(id__in=ids))


def why_of(need: Need) -> str:
    """Return why it is as urgent as it is, in the language of the page."""
    return localized_pair(need.reason, need.reason_en)


def state_of(need: Need) -> str:
    """Return where a need is on its way.

    The step that is next.
    """
    return NEED.state_of(need).name


def state_words(need: Need) -> str:
    """Return where a need is on its way, in words."""
    return str(NEED.state_of(need).label)


def clock_words(need: Need) -> str:
    """Return why the clock that runs is as short as it is.

    Empty while none runs.
    """
    if need.closed_at or need.waiting_since or need.answered_at is not None:
        return ""
    promises = load_promises()
    unread = is_unread(need)
    minutes = promises.minutes_to_answer(need.urgency, need.unsure, unread)
    if need.unsure:
        return _("不能排除危险：%(n)s 分钟内要有人问") % {"n": minutes}
    if unread:
        return _("还没读懂：%(n)s 分钟内要有人看") % {"n": minutes}
    if minutes % 60 == 0:
        return _("%(level)s：%(n)s 小时内要有人答复") % {
            "level": need.get_urgency_display(),
            "n": minutes // 60,
        }
    return _("%(level)s：%(n)s 分钟内要有人答复") % {
        "level": need.get_urgency_display(),
        "n": minutes,
    }


def is_unread(need: Need) -> bool:
    """Return whether nobody has understood yet what a need is about."""
    if need.overruled or need.unsure or not need.verdict:
        return False
    return says_nothing(need.category, need.urgency, need.verdict.get("signs", ()))


def is_late(need: Need, now: datetime | None = None) -> bool:
    """Return whether a promise to who asked is broken."""
    moment = now or clock.now()
    if need.closed_at or need.waiting_since:
        return False
    unanswered = need.answered_at is None and need.answer_by is not None
    return bool(
        (need.due_at and need.due_at < moment)
        or (unanswered and need.answer_by and need.answer_by < moment)
    )


def next_due(need: Need) -> datetime | None:
    """Return the clock that runs out first.

    Somebody's answer, then the promise, then the second look.
    """
    if need.closed_at:
        unverified = state_of(need) == "unverified"
        return load_promises().verify_by(need.closed_at) if unverified else None
    if need.waiting_since:
        return None
    return need.answer_by if need.answered_at is None else need.due_at


def need_row(need: Need) -> dict[str, Any]:
    """Return a need as a line of work.

    What, where, by when, and the one button that moves it on. `grave` says that it stands with the
    life-threatening ones. One in doubt has `asks` instead of a button: its questions, each answered
    with one tap.
    """
    home = need.dwelling
    door = f"{localized_name(home.stairwell.estate)} {home.door}" if home else _("不知哪户")
    if need.dwelling_maybe:
        door = _("可能是 %(door)s") % {"door": door}
    danger = need.urgency == Urgency.NOW and not need.closed_at
    path = f"/needs/{need.id}/"
    row: dict[str, Any] = {
        "title": f"{door} · {need.get_category_display()}",
        "url": path,
        "icon": "needs",
        "tone": "alarm" if danger or is_late(need) else "soon" if need.urgency == 2 else "",
        "grave": danger or (need.unsure and not need.closed_at),
        "text": f"{need.text[:60]} · {why_of(need)}",
        "due": next_due(need),
        "when": state_words(need),
        "post": None,
        "link": {"url": path, "label": _("打开")},
    }
    if need.closed_at:
        row |= {"tone": "soon", "text": f"{state_words(need)}：{need.reached}，{need.outcome}"}
        row["link"] = {"url": path, "label": _("去核实")}
    elif need.unsure:
        row |= {
            "text": labelled(_("不能排除危险，先问这两句"), need.text[:60]),
            **questions_context(need, "today"),
        }
    elif is_unread(need):
        row["text"] = labelled(_("还没读懂，请打开看"), need.text[:60])
    elif not need.owner:
        row |= {"post": {"url": f"{path}take/", "label": _("接手"), "fields": {}}, "link": None}
    return row


def unread_row(title: str, url: str, came: datetime) -> dict[str, Any]:
    """Return a message that nobody could read, as a line of work.

    Somebody listens or looks at it.
    """
    due = load_promises().unread_by(came)
    return {
        "title": title,
        "url": url,
        "icon": "bell",
        "tone": "alarm" if due < clock.now() else "soon",
        "grave": False,
        "text": _("没能读懂，请值班人员听一听、看一看"),
        "due": due,
        "link": {"url": url, "label": _("打开")},
    }


def is_pressing(viewer: Viewer, need: Need) -> bool:
    """Return whether an open need is one for Today.

    In danger or urgent, nobody's, one's own, or late.
    """
    if need.closed_at:
        return True  # it waits for somebody else's word
    mine = need.owner is not None and need.owner == viewer.user_id
    return need.urgency <= 2 or need.owner is None or mine or is_late(need)


def figures_between(viewer: Viewer, start: datetime, end: datetime) -> list[NeedFigures]:
    """Return the daily report's figures.

    Taken in, closed, and open at the end, by category.
    """
    known = {row["category"]: row for row in _count_needs(viewer.community_id, start, end)}
    return [
        NeedFigures(
            category=category,
            name=Text(*_category_names(category)),
            new=known[category]["new"],
            closed=known[category]["closed"],
            open=known[category]["open"],
            url=f"/needs/?category={category}",
        )
        for category in Category.values
        if category in known and any(known[category][key] for key in ("new", "closed", "open"))
    ]


def _count_needs(community: UUID, start: datetime, end: datetime) -> QuerySet[Any]:
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
def _category_names(category: str) -> tuple[str, str]:
    from django.utils import translation

    names = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names.append(str(Category(category).label))
    return names[0], names[1]
