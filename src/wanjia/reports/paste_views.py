"""Pages of pasted text: paste, see each line resolved, settle the doubtful, commit the rest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel.access import Viewer, for_roles
from wanjia.kernel.problem import Problem
from wanjia.people.find import residents_like
from wanjia.people.models import Resident, Where
from wanjia.reports import paste_actions
from wanjia.reports.jielong.reading import WHY
from wanjia.reports.models import Antigen, Paste, PasteLine, Round
from wanjia.reports.pasting import people_named
from wanjia.reports.queries import current_rounds, latest_rounds, visible_rounds
from wanjia.reports.words import round_words

WHO = paste_actions.WHO
HITS = 8


def visible_pastes(viewer: Viewer) -> Any:
    """Pastes in sight: all for officers, a grid officer's own."""
    rows = Paste.objects.filter(community_id=viewer.community_id).select_related("round__zone")
    return rows if viewer.sees_all else rows.filter(by=viewer.user_id)


def _rounds(viewer: Viewer) -> list[Round]:
    """The rounds a paste can be for: those open now first, then the last ones."""
    open_now = current_rounds(viewer)
    known = {one.id for one in open_now}
    return open_now + [one for one in latest_rounds(viewer) if one.id not in known]


@for_roles(*WHO)
def pastes(request: HttpRequest) -> HttpResponse:
    """The box for the text, and the pastes of late."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    text = request.POST.get("text", "")
    problem = None
    if request.method == "POST":
        try:
            round_ = _chosen(viewer, request.POST.get("round", ""))
            paste, new = paste_actions.read_paste(viewer, text, round_)
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
        "rounds": [(one, f"{one.zone.name} · {round_words(one)}") for one in _rounds(viewer)],
        "pastes": rows.order_by("-at")[:20],
        "text": text,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "reports/pastes.html", context, status=status)


def _chosen(viewer: Viewer, asked: str) -> Round | None:
    if not asked:
        return None
    try:
        wanted = UUID(asked)
    except ValueError:
        raise Problem("kernel.not_found") from None
    found = visible_rounds(viewer).filter(id=wanted).first()
    if found is None:
        raise Problem("kernel.not_found")
    return found


def _paste(viewer: Viewer, paste_id: UUID) -> Paste:
    found: Paste | None = visible_pastes(viewer).filter(id=paste_id).first()
    if found is None:
        raise Problem("kernel.not_found")
    return found


@for_roles(*WHO)
def paste(request: HttpRequest, paste_id: UUID) -> HttpResponse:
    """One paste: the doubtful lines on top, then what asks for something, the sure, the rest."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "reports/paste.html", _shown(viewer, _paste(viewer, paste_id), request))


def _shown(viewer: Viewer, paste: Paste, request: HttpRequest) -> dict[str, Any]:
    lines = list(paste.lines.all())
    asked, text = request.GET.get("line", ""), request.GET.get("q", "").strip()
    hits = list(_like(viewer, text)) if text else []
    named = people_named(
        viewer,
        {one for line in lines for key in ("residents", "candidates") for one in line.reading[key]},
    )
    shown = [_line(line, named, hits if str(line.id) == asked else None) for line in lines]
    doubtful = [one for one in shown if one["line"].status == "doubtful"]
    needs = [one for one in shown if one["line"].kind == "need" or one["line"].reading["asks"]]
    sure = [
        one
        for one in shown
        if one["line"].status == "sure"
        and one["line"].kind in ("answer", "headcount")
        and not one["line"].reading["superseded"]
    ]
    ready = [one for one in sure if not one["line"].stored]
    listed = {id(one) for one in [*doubtful, *sure]}
    return {
        "paste": paste,
        "round_name": round_words(paste.round) if paste.round else "",
        "doubtful": doubtful,
        "needs": needs,
        "sure": sure,
        "ready": len([one for one in ready if one["people"]]),
        "rest": [one for one in shown if id(one) not in listed],
        "lines": len(lines),
        "stored": sum(line.stored for line in lines),
        "antigens": Antigen.choices,
        "wheres": [one for one in Where.choices if one[0] != "transferred"],
        "q": text,
        "asked": asked,
    }


def _like(viewer: Viewer, text: str) -> Any:
    return residents_like(viewer, text).select_related("dwelling")[:HITS]


def _line(
    line: PasteLine, named: dict[str, Resident], hits: list[Resident] | None
) -> dict[str, Any]:
    reading = line.reading
    people = [named[one] for one in reading["residents"] if one in named]
    candidates = [named[one] for one in reading["candidates"] if one in named]
    return {
        "line": line,
        "people": people,
        "candidates": hits if hits is not None else candidates,
        "single": reading["count"] == 1 or len(reading["names"]) == 1,
        "said": said_words(reading),
        "why": why_words(reading),
        "searched": hits is not None,
    }


def said_words(reading: dict[str, Any]) -> str:
    """What a line says of its people: 阴性 · 36.5℃."""
    parts = [_result(one) for one in _list(reading["antigen"]) if one]
    parts += [f"{one}℃" for one in _list(reading["temperature"]) if one is not None]
    if reading["where"]:
        parts.append(str(dict(Where.choices).get(reading["where"], reading["where"])))
    if reading["count"] and not parts:
        parts.append(_("%(n)s 人") % {"n": reading["count"]})
    return " · ".join([*parts, *reading["symptoms"]])


def _result(value: str) -> str:
    return str(dict(Antigen.choices).get(value, value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def why_words(reading: dict[str, Any]) -> str:
    """Why a line is doubtful, in the language of the page."""
    if reading["why"] == "not_in_round":
        return _("不在这一轮要报的人里")
    pair = WHY.get(reading["why"], ("", ""))
    return pair[(get_language() or "zh").startswith("en")].format(reading["about"])


@for_roles(*WHO)
@require_POST
def commit(request: HttpRequest, paste_id: UUID) -> HttpResponse:
    """Store what is sure."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        stored = paste_actions.commit_paste(viewer, _paste(viewer, paste_id))
    except Problem as problem:
        messages.error(request, problem.words())
    else:
        counts = {"new": stored.new, "corrected": stored.corrected, "same": stored.same}
        said = _("存下 %(new)s 人，更正 %(corrected)s 人，%(same)s 人已有同样的填报。")
        messages.success(request, said % counts)
    return redirect("reports:paste", paste_id)


@for_roles(*WHO)
@require_POST
def settle(request: HttpRequest, paste_id: UUID, line_id: UUID) -> HttpResponse:
    """Settle one doubtful line: these people, these values; or it is no report."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    _paste(viewer, paste_id)
    try:
        if "aside" in request.POST:
            paste_actions.set_aside(viewer, line_id)
        else:
            paste_actions.settle_line(
                viewer,
                line_id,
                _ids(request.POST.getlist("resident")),
                request.POST.get("antigen", ""),
                request.POST.get("temperature", "").strip(),
                request.POST.get("where", ""),
            )
    except Problem as problem:
        messages.error(request, problem.words())
    if request.headers.get("HX-Request"):
        context = _shown(viewer, _paste(viewer, paste_id), request)
        return render(request, "reports/paste_part.html", context)
    return redirect(f"/pastes/{paste_id}/#doubtful")


def _ids(values: list[str]) -> list[str]:
    try:
        return [str(UUID(one)) for one in values]
    except ValueError:
        raise Problem("kernel.not_found") from None
