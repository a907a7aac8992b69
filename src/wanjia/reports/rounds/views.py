"""Pages of rounds: a day's rounds, one round with the lists behind its figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.typed import calendar_day
from wanjia.places.models import Stairwell
from wanjia.reports.answers.status import STATUSES
from wanjia.reports.daily.archive import kept_rounds
from wanjia.reports.daily.figures import RoundFigures
from wanjia.reports.labels import answer_words, round_words, wants_words
from wanjia.reports.models import Answer, Round
from wanjia.reports.paging import page_of
from wanjia.reports.queries import residents_with_status, round_by, rounds_of_day
from wanjia.reports.rounds.progress import Progress, round_progress
from wanjia.reports.staff_rounds.queries import TESTERS, staff_rounds_of

SHOWN = ("missing", "reported", "abnormal", "invalid", "away", "exempt", "total")


@for_roles(*STAFF)
def rounds(request: ViewerRequest) -> HttpResponse:
    """Show a day's rounds, those that are open first."""
    viewer = request.viewer
    today = timezone.localdate(clock.now())
    day = _asked_day(request.GET.get("day"), today)
    day_rounds = rounds_of_day(viewer, day)
    kept = kept_rounds(day_rounds) if day < today else {}
    context = {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today + timedelta(days=2) else None,
        "kept": bool(kept),
        "officer": viewer.role in OFFICERS,
        "staff_rounds": staff_rounds_of(viewer, day) if viewer.role in TESTERS else [],
        "cards": day_cards(viewer, day_rounds, kept),
    }
    return render(request, "reports/rounds.html", context)


def day_cards(
    viewer: Viewer, rounds: Sequence[Round], kept: Mapping[UUID, RoundFigures] | None = None
) -> list[dict[str, Any]]:
    """Return rounds as cards with how far each is, those that are open first."""
    kept = kept or {}
    progress = round_progress(viewer, [round_ for round_ in rounds if round_.id not in kept])
    cards = [
        _round_card(round_, progress.get(round_.id) or _as_kept(kept[round_.id]))
        for round_ in rounds
    ]
    return sorted(cards, key=lambda card: card["order"])


def _asked_day(text: str | None, today: date) -> date:
    return calendar_day(text) or today


def _as_kept(kept: RoundFigures) -> Progress:
    """Return the kept figures of a round whose answers are forgotten, as a page counts them."""
    return Progress(
        total=kept.asked + kept.away + kept.exempt,
        reported=kept.reported,
        away=kept.away,
        exempt=kept.exempt,
        missing=kept.missing,
        abnormal=kept.abnormal,
    )


def _round_card(round_: Round, progress: Progress) -> dict[str, Any]:
    now = clock.now()
    state = "open" if round_.opens_at <= now < round_.closes_at else "closed"
    state = "coming" if now < round_.opens_at else state
    return {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "progress": progress,
        "state": state,
        "order": ("open", "coming", "closed").index(state),
        "url": reverse("reports:round", args=[round_.id]),
    }


@for_roles(*STAFF)
def round_page(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Show a round.

    How far it is, stairwell by stairwell, and the list behind each figure.
    """
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    if kept := kept_rounds([round_]).get(round_id):
        card = _round_card(round_, _as_kept(kept))
        return render(request, "reports/round_kept.html", {**card, "kept": kept})
    progress = round_progress(viewer, [round_])[round_.id]
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "missing"
    doors = stairwell_names(viewer, progress.stairwells)
    chosen = _asked_stairwell(request.GET.get("stairwell"), doors)
    counted = progress.stairwells[chosen] if chosen else progress
    rows = _filter_listed(residents_with_status(viewer, round_), show)
    if chosen:
        rows = rows.filter(dwelling__stairwell=chosen)
    page = page_of(rows, getattr(counted, show), request.GET.get("page"))
    context = {
        **round_state(round_, progress, doors),
        "counted": counted,
        "show": show,
        "show_words": figure_words()[show],
        "stairwell": doors.get(chosen) if chosen else None,
        "stairwell_id": chosen,
        "page": page,
        "people": with_answers(viewer, round_, page.object_list),
    }
    return render(request, "reports/round.html", context)


def round_state(round_: Round, progress: Progress, doors: Mapping[UUID, str]) -> dict[str, Any]:
    """Return a round's figures and how far each of its stairwells is."""
    return {
        **_round_card(round_, progress),
        "figures": _list_figures(round_, progress),
        "bars": [
            _stairwell_bar(round_, stairwell_id, name, progress)
            for stairwell_id, name in doors.items()
        ],
    }


def _filter_listed(rows: Any, show: str) -> Any:
    if show in STATUSES:
        return rows.filter(status=show)
    if show == "abnormal":
        return rows.filter(abnormal=True)
    if show == "invalid":
        return rows.filter(said__antigen="invalid").exclude(said__pcr="positive")
    return rows


def figure_words() -> dict[str, str]:
    """Return what each figure of a round is called."""
    return {
        "total": _("登记"),
        "reported": _("已填"),
        "missing": _("未填"),
        "abnormal": _("异常"),
        "invalid": _("抗原无效"),
        "away": _("外出"),
        "exempt": _("免报"),
    }


def _list_figures(round_: Round, progress: Progress) -> list[dict[str, Any]]:
    words = figure_words()
    return [
        {
            "label": words[name],
            "count": getattr(progress, name),
            "url": list_url(round_, name),
            "tone": "alarm" if name == "abnormal" else "",
        }
        for name in ("total", "reported", "missing", "abnormal", "invalid", "away", "exempt")
    ]


def list_url(round_: Round, show: str, stairwell: UUID | None = None) -> str:
    """Return the list behind a figure of a round, of one stairwell or of all."""
    query = {"show": show} | ({"stairwell": str(stairwell)} if stairwell else {})
    return f"{reverse('reports:round', args=[round_.id])}?{urlencode(query)}#list"


def _stairwell_bar(round_: Round, stairwell: UUID, name: str, progress: Progress) -> dict[str, Any]:
    counts = progress.stairwells[stairwell]
    heard_ill = min(counts.abnormal, counts.reported)
    return {
        "label": name,
        "url": list_url(round_, "missing", stairwell),
        "done": counts.reported - heard_ill,
        "abnormal": heard_ill,
        "missing": counts.missing,
    }


def _asked_stairwell(text: str | None, doors: dict[UUID, str]) -> UUID | None:
    wanted = parse_id(text)
    return wanted if wanted in doors else None


def stairwell_names(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what stairwells are called, in the order of their estate."""
    rows = Stairwell.objects.of(viewer).filter(id__in=list(ids))
    stairwells = list(rows.order_by("estate", "sort", "label").values_list("id", "lane", "label"))
    lanes = len({lane for _id, lane, _label in stairwells}) > 1
    return {
        stairwell_id: stairwell_label(lane if lanes else "", label)
        for stairwell_id, lane, label in stairwells
    }


def stairwell_label(lane: str, label: str) -> str:
    """Return a stairwell's name.

    23号, or 1266弄23号 where lanes have to be told apart.
    """
    if lane:
        return _("%(lane)s弄%(label)s号") % {"lane": lane, "label": label}
    return _("%(label)s号") % {"label": label}


def with_answers(viewer: Viewer, round_: Round, people: Iterable[Any]) -> list[dict[str, Any]]:
    """Return residents with what they said in a round, how it came and when."""
    shown = list(people)
    rows = Answer.objects.of(viewer).filter(round_id=round_.id, resident__in=shown, current=True)
    answers = {answer.resident_id: answer for answer in rows}
    return [
        {
            "resident": resident,
            "abnormal": resident.abnormal,
            "answer": answers.get(resident.id),
            "words": answer_words(answers[resident.id]) if resident.id in answers else "",
        }
        for resident in shown
    ]
