"""Pages of contacts: those of one case with the chain, and all who are watched now."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.exposures import actions
from wanjia.reports.exposures.drawing import Chain, Person, draw_chain
from wanjia.reports.exposures.forms import (
    AddContactForm,
    ConfirmContactsForm,
    DismissForm,
    ProposeForm,
    RemoveVisitForm,
    VisitForm,
)
from wanjia.reports.exposures.labels import contact_name, relation_words
from wanjia.reports.exposures.queries import Watched, contacts_of, watch, watched_contacts
from wanjia.reports.exposures.rules import load_rules
from wanjia.reports.models import CloseContact, Visit
from wanjia.zoning.models import Case

MOST_DRAWN = 40
WHO_SEES = ("head", "desk", "grid", "doctor")


@for_roles(*OFFICERS)
def contacts(
    request: ViewerRequest,
    case_id: UUID,
    problem: Problem | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show whom a case may have infected: proposed with the reason, confirmed, dismissed."""
    viewer = request.viewer
    rows = Case.objects.of(viewer).select_related("dwelling__stairwell__estate", "resident")
    case = get_or_refuse(rows, id=case_id)
    found = list(contacts_of(viewer, case.id))
    confirmed = [contact for contact in found if contact.confirmed_at]
    now = timezone.localtime(clock.now())
    context = {
        "case": case,
        "title": case_words(case),
        "proposed": [
            _proposed_row(one) for one in found if not one.confirmed_at and not one.dismissed_at
        ],
        "confirmed": [_watched_row(one) for one in watch(viewer, confirmed)],
        "dismissed": [
            {"name": contact_name(one), "reason": one.reason} for one in found if one.dismissed_at
        ],
        "visits": Visit.objects.of(viewer).filter(case=case),
        "chain": _chain_of(viewer, case, found),
        "propose_form": form if isinstance(form, ProposeForm) else ProposeForm(),
        "add_form": form
        if isinstance(form, AddContactForm)
        else AddContactForm(initial={"last_at": now}),
        "visit_form": form if isinstance(form, VisitForm) else VisitForm(initial={"since": now}),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "reports/case_contacts.html", context, status=status)


def case_words(case: Case) -> str:
    """Return who a case is: the door and name, as far as they are known."""
    door = case.dwelling.door if case.dwelling else case.place or _("住处不明")
    return f"{door} {case.resident.name}" if case.resident else door


def _proposed_row(contact: CloseContact) -> dict[str, Any]:
    return {
        "contact": contact,
        "name": contact_name(contact),
        "kind": contact.get_kind_display(),
        "why": relation_words(contact),
        "last_at": contact.last_at,
    }


def _watched_row(watched: Watched) -> dict[str, Any]:
    contact = watched.contact
    measures = load_rules().for_contact(contact.protocol, contact.kind)
    return {
        **_proposed_row(contact),
        "watched": watched,
        "case": contact.case,
        "measures": measures.text.words(active_language()) if measures else _("规则没有写，请自定"),
    }


def _chain_of(viewer: Viewer, case: Case, found: list[CloseContact]) -> Chain:
    """Return the chain to draw: earlier cases that this one met, and the contacts by kind."""
    people = [one.resident_id for one in found if one.resident_id]
    later = {
        row.resident_id: row
        for row in Case.objects.of(viewer)
        .filter(resident__in=people, withdrawn_at=None)
        .exclude(id=case.id)
    }
    sources = CloseContact.objects.of(viewer).filter(
        resident=case.resident_id, dismissed_at=None, resident__isnull=False
    )
    before = [
        Person(case_words(one.case), "case", reverse("reports:case_contacts", args=[one.case_id]))
        for one in sources.select_related("case__dwelling", "case__resident")
        if one.case.withdrawn_at is None
    ]
    met = [_person_in_chain(one, later) for one in found if not one.dismissed_at][:MOST_DRAWN]
    return draw_chain(Person(case_words(case), "case"), before, met)


def _person_in_chain(contact: CloseContact, cases: dict[UUID | None, Case]) -> Person:
    name, why = contact_name(contact), relation_words(contact)
    if case := cases.get(contact.resident_id):
        return Person(name, "case", reverse("reports:case_contacts", args=[case.id]), why)
    return Person(name, contact.kind if contact.confirmed_at else "proposed", "", why)


def contacts_refused(
    request: ViewerRequest, problem: Problem, form: forms.Form, case_id: UUID
) -> HttpResponse:
    """Show the contacts again, with what was refused and what was typed."""
    return contacts(request, case_id, problem, form)


@for_roles(*WHO_SEES)
def all_contacts(request: ViewerRequest) -> HttpResponse:
    """List the contacts who are watched now, whose test is due first."""
    rows = [_watched_row(one) for one in watched_contacts(request.viewer)]
    context = {
        "rows": rows,
        "due": sum(row["watched"].due_today or row["watched"].overdue for row in rows),
    }
    return render(request, "reports/contacts.html", context)


ACTS = (
    Act(
        "propose",
        actions.propose_contacts,
        OFFICERS,
        ProposeForm,
        gettext_lazy("已按规则重新列出。"),
    ),
    Act(
        "confirm", actions.confirm_contacts, OFFICERS, ConfirmContactsForm, gettext_lazy("已确认。")
    ),
    Act("dismiss", actions.dismiss_contact, OFFICERS, DismissForm, gettext_lazy("已排除。")),
    Act("add", actions.add_contact, OFFICERS, AddContactForm, gettext_lazy("已加上。")),
    Act("visit", actions.add_visit, OFFICERS, VisitForm, gettext_lazy("已记下。")),
    Act("unvisit", actions.remove_visit, OFFICERS, RemoveVisitForm, gettext_lazy("已删去。")),
)
