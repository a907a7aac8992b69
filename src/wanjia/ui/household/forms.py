"""What a household's form says: read field by field, so that what is wrong is named and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.reports.answers.actions import Given, temperature
from wanjia.reports.answers.offline_conflicts import id_of_sending
from wanjia.reports.answers.status import tests_wanted
from wanjia.reports.models import Answer, Round

FIELDS = ("antigen", "pcr", "temperature", "symptoms", "where")
LONGEST = {"symptoms": 2000}  # more than is stored beside a result: what is said is heard whole
WELL = "well"  # the one button of a family where everyone is well


class Person(Protocol):
    """Who is asked: a resident, or what little of one is read to store a plain answer."""

    @property
    def id(self) -> UUID:
        """The resident's id."""


@dataclass
class PersonFields:
    """One person's part of the form: what stands in it, and what is wrong with it."""

    resident: Person
    values: dict[str, Any]
    error: str = ""
    exempt: bool = False
    seen: bool = False  # an answer stood in the form: what is empty now was taken back

    @property
    def key(self) -> str:
        """What the person's fields are called after."""
        return self.resident.id.hex


@dataclass
class RoundForm:
    """A round's form: who is asked what, and what stands in it already."""

    round: Round
    people: list[PersonFields]
    sent: UUID = field(default_factory=new_id)
    all_well: bool = False  # sent by the one button

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that are asked for."""
        return tests_wanted(self.round.wants)

    @property
    def quick(self) -> bool:
        """Whether one button says it all: no test is asked for."""
        return not self.tests

    @property
    def wrong(self) -> bool:
        """Whether a field can't be read."""
        return any(person.error for person in self.people)


def form_of(round_: Round, people: Iterable[Resident], said: Mapping[UUID, Answer]) -> RoundForm:
    """Return the form of a round as it is known now."""
    day = timezone.localtime(round_.opens_at).date()
    return RoundForm(
        round_,
        [
            PersonFields(
                person,
                _known_values(said.get(person.id), person),
                seen=person.id in said,
                exempt=bool(person.exempt_until and person.exempt_until >= day),
            )
            for person in people
        ],
    )


def _known_values(answer: Answer | None, resident: Resident) -> dict[str, Any]:
    where = resident.where if resident.where != "home" else ""
    if answer is None:
        return {"where": where}
    shown = "" if answer.temperature is None else answer.temperature
    return {
        "antigen": answer.antigen,
        "pcr": answer.pcr,
        "temperature": shown,
        "symptoms": answer.symptoms,
        "where": answer.where or where,
        "well": answer.well,
    }


def sent_form(round_: Round, people: Iterable[Person], request: HttpRequest) -> RoundForm:
    """Return the form as a household sent it."""
    form = posted_form(round_, people, request.POST)
    form.sent, form.all_well = id_of_sending(request, "id"), request.POST.get("say") == WELL
    return form


def posted_form(round_: Round, people: Iterable[Person], data: Mapping[str, str]) -> RoundForm:
    """Return the form as it was sent; a person with a field that can't be read has its `error`."""
    form = RoundForm(
        round_,
        [
            PersonFields(
                one, person_values(one.id, data), seen=bool(data.get(f"seen-{one.id.hex}"))
            )
            for one in people
        ],
    )
    form.sent = parse_id(data.get("id")) or form.sent
    for person in form.people:
        try:
            temperature(person.values["temperature"])
        except Problem:
            shown = {"value": person.values["temperature"]}
            person.error = _("体温“%(value)s”读不懂。请填 34 到 43 之间的数，如 36.5。") % shown
    return form


def person_values(resident: UUID, data: Mapping[str, str]) -> dict[str, Any]:
    """Return what was sent of one person, by the name of the field."""
    key = resident.hex
    values: dict[str, Any] = {
        name: data.get(f"{name}-{key}", "")[: LONGEST.get(name, 80)].strip() for name in FIELDS
    }
    # Said before by the one button; a number in its place takes it back.
    values["well"] = bool(data.get(f"well-{key}")) and not values["temperature"]
    return values


def given_of(form: RoundForm) -> list[Given]:
    """Return what the form says, of those who say anything, or of everyone at home that all are
    well.
    """
    if form.all_well:
        return [
            Given(person.resident.id, well=True, where="home", id=form.sent)
            for person in form.people
            if person.values["where"] in ("", "home") and not person.exempt
        ]
    return [
        Given(person.resident.id, **person.values, whole=person.seen, id=form.sent)
        for person in form.people
        if says_anything(person.values)
    ]


def says_anything(values: Mapping[str, Any]) -> bool:
    """Return whether anything was filled in for a person."""
    return any(values.values())
