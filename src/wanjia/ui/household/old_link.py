"""What comes by a link that was printed anew since: a cry for help is heard and gets its number,
an answer is not taken as theirs but shown to the desk, and the page tells nothing of the household.
"""

import zoneinfo
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import Words, hear
from wanjia.core.ids import NIL, new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.needs.intake.actions import record_need
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink, Resident
from wanjia.reports.answers.actions import temperature
from wanjia.reports.answers.status import kinds
from wanjia.reports.models import Antigen, Round
from wanjia.triage import shorten
from wanjia.ui.household.forms import person_values, says_anything

LONGEST = 1000


def heard_by_old_link(
    request: HttpRequest, link: HouseholdLink, gone: dict[str, Any]
) -> HttpResponse:
    """Hear what was sent by a revoked link; answer with the number of the request if it became one.

    Beside that it shows what a page that is `gone` does: whom to call, and what was typed where it
    was not taken. Nothing of the household is shown.
    """
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        number = _hear_danger(request, link)
    context = {**gone, "number": number, "typed": () if number else gone["typed"]}
    page = render(request, "ui/household/gone.html", context, status=200 if number else 404)
    words = _("求助已收到，编号 %(number)s。这张二维码已换新，请扫新码。") % {"number": number}
    page.receipt = words if number else ""  # type: ignore[attr-defined]
    page.refusal = _("这张二维码已换新，填报没有记入。请扫新码再填。")  # type: ignore[attr-defined]
    return page


@transaction.atomic
def _hear_danger(request: HttpRequest, link: HouseholdLink) -> str:
    """Return the number of the need that was opened; "" where there was no cry for help."""
    sent = parse_id(request.POST.get("id")) or new_id()
    name = _("旧二维码 %(door)s") % {"door": link.dwelling.door}
    viewer = Viewer(link.community_id, "household", name=name, dwelling_id=link.dwelling_id)
    words = [shorten(request.POST.get("text", "").strip(), LONGEST)]
    answers, ill = _answers_text(request, viewer, link)
    text = _("；").join(one for one in (*words, *answers) if one)
    if not text:
        return ""
    said = Words(text, "link.old", sent, link.dwelling_id, asker=name)
    if opened := hear(viewer, said).opened:
        return opened.number
    if request.POST.get("act") in ("help", "need") or ill:
        return number_of(_record_message(viewer, link, text, name, sent).id)
    known = {"said": text[:200]}
    journal.write(viewer, "link.old_used", subject=sent, dwelling=link.dwelling_id, after=known)
    return ""


def _record_message(viewer: Viewer, link: HouseholdLink, text: str, name: str, sent: UUID) -> Need:
    note = _("（由已换新的旧二维码发来，请先核对是谁）")
    return record_need(
        viewer,
        f"{text}{note}"[:LONGEST],
        dwelling_id=link.dwelling_id,
        channel="household",
        asker=name,
        need_id=sent,
    )


def _answers_text(
    request: HttpRequest, viewer: Viewer, link: HouseholdLink
) -> tuple[list[str], bool]:
    """Return what was filled in of each person, in words, and whether one is ill or says how they
    feel.
    """
    fever = _fever_limit(request, link)
    told, ill = [], False
    for one in _people_at_home(viewer):
        values = person_values(one.id, request.POST)
        if not says_anything(values):
            continue
        try:
            heat = temperature(values["temperature"])
        except Problem:
            heat = None
        found = kinds(values["antigen"], values["pcr"], heat, fever)
        ill = ill or bool(found) or bool(values["symptoms"])
        told.append(f"{one.name} {_in_words(values)}")
    return told, ill


def _in_words(values: dict[str, str]) -> str:
    parts = [values["symptoms"]]
    if values["antigen"] in Antigen.values:
        parts.append(_("抗原%(result)s") % {"result": Antigen(values["antigen"]).label})
    if values["temperature"]:
        parts.append(_("体温 %(heat)s ℃") % {"heat": values["temperature"]})
    return " ".join(part for part in parts if part)


def _people_at_home(viewer: Viewer) -> Iterable[Resident]:
    return Resident.objects.of(viewer).filter(dwelling=viewer.dwelling_id, left_at=None)


def _fever_limit(request: HttpRequest, link: HouseholdLink) -> Decimal:
    """From when a temperature is a fever in the round that was answered."""
    wanted = parse_id(request.POST.get("round")) or NIL
    rounds = Round.objects.filter(community_id=link.community_id, id=wanted)
    fever = rounds.values_list("fever", flat=True).first()
    return fever or Round._meta.get_field("fever").get_default()
