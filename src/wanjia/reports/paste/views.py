"""Pages of pasted text: paste, see each line resolved, settle the doubtful, commit the rest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.answers.actions import shown_moment
from wanjia.reports.labels import round_words
from wanjia.reports.models import Paste, Round
from wanjia.reports.paste import actions, settling, undo
from wanjia.reports.paste.headcounts import counted_rooms
from wanjia.reports.paste.page import Search, card, is_closed, shown
from wanjia.reports.queries import current_rounds, latest_rounds, visible_rounds

WHO = actions.WHO
ROOM_STATES = {
    "missing": gettext_lazy("还没报"),
    "partial": gettext_lazy("人没齐"),
    "more": gettext_lazy("比名册多"),
    "done": gettext_lazy("齐了"),
}


def visible_pastes(viewer: Viewer) -> Any:
    """Pastes in sight: all for officers, a grid officer's own."""
    rows = Paste.objects.of(viewer).select_related("round__zone")
    return rows if viewer.sees_all else rows.filter(created_by=viewer.user_id)


def _rounds(viewer: Viewer) -> list[Round]:
    """The rounds a paste can be for: those open now first, then the last ones."""
    open_now = current_rounds(viewer)
    known = {one.id for one in open_now}
    return open_now + [one for one in latest_rounds(viewer) if one.id not in known]


@for_roles(*WHO)
def pastes(request: ViewerRequest) -> HttpResponse:
    """The box for the text, and the pastes of late."""
    viewer = request.viewer
    text = request.POST.get("text", "") or _again(viewer, request.GET.get("again", ""))
    problem = None
    if request.method == "POST":
        try:
            round_ = _chosen(viewer, request.POST.get("round", ""))
            paste, new = actions.read_paste(viewer, text, round_)
        except Problem as refused:
            problem = refused
            text = text if len(text) < 200_000 else ""
        else:
            if not new:
                messages.info(request, _("这段文字已经贴过，接着上次的看。"))
            return redirect("reports:paste", paste.id)
    rows = visible_pastes(viewer).annotate(
        many=Count("lines"),
        waiting=Count("lines", filter=Q(lines__status="doubtful", lines__settled_at=None)),
    )
    context = {
        "rounds": [
            (one, f"{localized_name(one.zone)} · {round_words(one)}") for one in _rounds(viewer)
        ],
        "pastes": rows.order_by("-recorded_at")[:20],
        "text": text,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "reports/pastes.html", context, status=status)


def _again(viewer: Viewer, paste_id: str) -> str:
    """The text of an earlier paste, to be pasted again."""
    try:
        found = visible_pastes(viewer).filter(id=UUID(paste_id)).first()
    except ValueError:
        return ""
    return found.text if found else ""


def _chosen(viewer: Viewer, asked: str) -> Round | None:
    if not asked:
        return None
    try:
        wanted = UUID(asked)
    except ValueError:
        raise Problem("kernel.not_found") from None
    return get_or_refuse(visible_rounds(viewer), id=wanted)


def _paste(viewer: Viewer, paste_id: UUID) -> Paste:
    found: Paste | None = visible_pastes(viewer).filter(id=paste_id).first()
    if found is None:
        raise Problem("kernel.not_found")
    return found


@for_roles(*WHO)
def paste(request: ViewerRequest, paste_id: UUID) -> HttpResponse:
    """One paste: the doubtful lines on top, then what asks for something, the sure, the rest."""
    viewer = request.viewer
    return render(request, "reports/paste.html", _context(request, _paste(viewer, paste_id)))


def _context(request: ViewerRequest, paste: Paste) -> dict[str, Any]:
    viewer = request.viewer
    search = Search(request.GET.get("line", ""), request.GET.get("q", "").strip())
    return shown(viewer, paste, search)


@for_roles(*WHO)
@require_POST
def commit(request: ViewerRequest, paste_id: UUID) -> HttpResponse:
    """Store what is sure."""
    viewer = request.viewer
    found = _paste(viewer, paste_id)
    try:
        if found.round and is_closed(found.round) and "closed" not in request.POST:
            raise Problem("paste.round_closed", at=shown_moment(found.round.closes_at))
        stored = actions.commit_paste(viewer, found)
    except Problem as problem:
        tell_refusal(request, problem.words())
    else:
        counts = {"new": stored.new, "corrected": stored.corrected, "same": stored.same}
        said = _("存下 %(new)s 人，更正 %(corrected)s 人，%(same)s 人已有同样的填报。")
        messages.success(request, said % counts)
    return redirect("reports:paste", paste_id)


@for_roles(*WHO)
@require_POST
def take_back(request: ViewerRequest, paste_id: UUID) -> HttpResponse:
    """Undo what the paste stored."""
    viewer = request.viewer
    found = _paste(viewer, paste_id)
    try:
        many = undo.take_back(viewer, found)
    except Problem as problem:
        tell_refusal(request, problem.words())
    else:
        said = ngettext("已撤回 %(n)s 人的填报。", "已撤回 %(n)s 人的填报。", many)
        messages.success(request, said % {"n": many})
    return redirect("reports:paste", paste_id)


@for_roles(*WHO)
@require_POST
def answer(request: ViewerRequest, paste_id: UUID) -> HttpResponse:
    """Say which stairwell a list is."""
    viewer = request.viewer
    found = _paste(viewer, paste_id)
    try:
        block = int(request.POST["block"])
        stairwell = UUID(request.POST["stairwell"])
        settling.answer_list(viewer, found, block, stairwell)
    except (ValueError, MultiValueDictKeyError):
        raise Problem("kernel.not_found") from None
    except Problem as problem:
        tell_refusal(request, problem.words())
    return redirect(f"{reverse('reports:paste', args=[paste_id])}#doubtful")


@for_roles(*WHO)
@require_POST
def settle(request: ViewerRequest, paste_id: UUID, line_id: UUID) -> HttpResponse:
    """Settle one line: one of its readings, these people and values; it is no report; it was read
    wrongly; or its settling is undone. Only its card is sent."""
    viewer = request.viewer
    found = _paste(viewer, paste_id)
    problem = None
    try:
        with transaction.atomic():
            _settle(viewer, line_id, request.POST)
    except Problem as refused:
        problem = refused
    if not request.headers.get("HX-Request"):
        if problem:
            tell_refusal(request, problem.words())
        return redirect(f"{reverse('reports:paste', args=[paste_id])}#doubtful")
    line = found.lines.filter(id=line_id).select_related("paste").first()
    if line is None:
        raise Problem("kernel.not_found")
    context = {**shown(viewer, found, Search()), **card(viewer, line), "problem": problem}
    alike = [one for one in map(_id, request.POST.getlist("alike")) if one]
    settled = [] if problem else found.lines.filter(id__in=alike).exclude(status="doubtful")
    context["also"] = [card(viewer, one)["one"] for one in settled]
    return render(request, "reports/paste_card.html", context)


def _settle(viewer: Viewer, line_id: UUID, form: QueryDict) -> None:
    if "aside" in form:
        settling.set_aside(viewer, line_id)
    elif "wrong" in form:
        settling.doubt_line(viewer, line_id)
    elif "undo" in form:
        settling.undo_settlement(viewer, line_id)
    elif form.get("option", "").isdigit():
        alike = [one for one in map(_id, form.getlist("alike")) if one]
        settling.choose_reading(viewer, [line_id, *alike], int(str(form["option"])) - 1)
    elif "grid" in form:
        settling.settle_grid(viewer, line_id, _grid(form))
    else:
        settling.settle_line(
            viewer,
            line_id,
            _ids(form.getlist("resident")),
            form.get("antigen", ""),
            form.get("temperature", "").strip(),
            form.get("where", ""),
        )


def _grid(form: QueryDict) -> dict[str, tuple[str, str, str]]:
    """What a household's grid says of each: antigen, temperature, where."""
    return {
        one: (
            form.get(f"a-{one}", ""),
            form.get(f"t-{one}", "").strip(),
            form.get(f"w-{one}", ""),
        )
        for one in _ids(form.getlist("grid"))
    }


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _ids(values: list[str]) -> list[str]:
    try:
        return [str(UUID(one)) for one in values]
    except ValueError:
        raise Problem("kernel.not_found") from None


@for_roles(*WHO)
def rooms(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Whom the lists of a round count, and which rooms are missing."""
    viewer = request.viewer
    round_ = get_or_refuse(visible_rounds(viewer), id=round_id)
    counted = counted_rooms(viewer, round_)
    wanted = request.GET.get("state", "")
    context = {
        "round": round_,
        "round_name": round_words(round_),
        "rooms": [one for one in counted if not wanted or one.state == wanted],
        "state": wanted,
        "totals": [
            (state, words, sum(one.state == state for one in counted))
            for state, words in ROOM_STATES.items()
        ],
        "people": sum(one.count or 0 for one in counted),
        "registered": sum(one.registered for one in counted),
    }
    return render(request, "reports/counted_rooms.html", context)
