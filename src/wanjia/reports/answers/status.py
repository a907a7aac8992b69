"""What one resident is to one round: reported, away, exempt or missing; and who is abnormal.

The only place where these are decided; lists and counts, in Python and in SQL, come from here.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from wanjia.people.models import Resident
from wanjia.reports.models import Answer, Round, TestExemption

REPORTED, AWAY, EXEMPT, MISSING = STATUSES = ("reported", "away", "exempt", "missing")
NOT_HOME = ("away", "hospital", "work", "transferred")
TESTS = ("antigen", "pcr")


def tests_wanted(wants: Iterable[str]) -> tuple[str, ...]:
    """Return the tests that a round asks for."""
    asked = set(wants)
    return tuple(test for test in TESTS if test in asked)


def not_home(who: str) -> tuple[str, ...]:
    """Return where one must be so as not to be asked.

    A head count in a shelter asks those moved there.
    """
    return tuple(where for where in NOT_HOME if who != "sheltered" or where != "transferred")


def is_given(wants: Iterable[str], answer: Answer) -> bool:
    """Return whether an answer reports what its round asks for.

    A test if one is asked, else a sign; where it only wants to hear of people, symptoms are one.
    """
    if tests := tests_wanted(wants):
        return any(getattr(answer, test) for test in tests)
    measured = answer.temperature is not None or answer.well or bool(answer.antigen or answer.pcr)
    return measured or (
        "temperature" not in wants and (answer.where == "home" or bool(answer.symptoms))
    )


def given_q(wants: Iterable[str], prefix: str = "") -> Q:
    """`is_given` as a condition; `said` is the look-up to the answer (`said__`)."""
    asked = set(wants)
    if tests := tests_wanted(asked):
        condition = Q()
        for test in tests:
            condition |= Q(**{f"{prefix}{test}__gt": ""})
        return condition
    signs = Q(**{f"{prefix}temperature__isnull": False}) | Q(**{f"{prefix}well": True})
    for sign in TESTS:
        signs |= Q(**{f"{prefix}{sign}__gt": ""})
    if "temperature" in asked:
        return signs
    return signs | Q(**{f"{prefix}where": "home"}) | Q(**{f"{prefix}symptoms__gt": ""})


def abnormal_q(fever: Decimal, prefix: str = "") -> Q:
    """Return whether an answer needs a follow-up, as a condition."""
    return (
        Q(**{f"{prefix}antigen": "positive"})
        | Q(**{f"{prefix}pcr": "positive"})
        | Q(**{f"{prefix}temperature__gte": fever})
    )


def kinds_of(answer: Answer, fever: Decimal) -> list[str]:
    """Why an answer needs a follow-up: "positive", "fever", both or nothing."""
    return kinds(answer.antigen, answer.pcr, answer.temperature, fever)


def kinds(antigen: str, pcr: str, temperature: Decimal | None, fever: Decimal) -> list[str]:
    """`kinds_of` of an answer's values."""
    kinds_found = []
    if "positive" in (antigen, pcr):
        kinds_found.append("positive")
    if temperature is not None and temperature >= fever:
        kinds_found.append("fever")
    return kinds_found


def results_of(antigen: str, pcr: str) -> list[str]:
    """Return what each test of an answer came to; a sample without a result is "waiting"."""
    return ["waiting" if result == "sampled" else result for result in (antigen, pcr) if result]


def status_of(
    given: bool, said_where: str, home_where: str, exempt_until: date | None, day: date, who: str
) -> str:
    """Return what a resident is to a round.

    What was said for the round goes before the register.
    """
    if given:
        return REPORTED
    if (said_where or home_where) in not_home(who):
        return AWAY
    if exempt_until and exempt_until >= day:
        return EXEMPT
    return MISSING


def let_off(round_: Round) -> QuerySet[TestExemption]:
    """Return who is let off all tests that a round asks for, by their exemptions.

    What else it asks for (a temperature) is followed on the page of those who came home.
    """
    tests = dict.fromkeys(tests_wanted(round_.wants), True)
    return TestExemption.objects.filter(
        Q(until=None) | Q(until__gt=round_.opens_at),
        community_id=round_.community_id,
        resident=OuterRef("pk"),
        since__lte=round_.opens_at,
        **tests,
    )


def with_status(rows: QuerySet[Resident], round_: Round) -> QuerySet[Any]:
    """Add to residents their `status` in a round and whether they are `abnormal`.

    The current answer, if any, is reached as `said`.
    """
    day = timezone.localtime(round_.opens_at).date()
    where_from = not_home(round_.who)
    excused = (
        [When(Exists(let_off(round_)), then=Value(EXEMPT))] if tests_wanted(round_.wants) else []
    )
    return rows.annotate(
        said=FilteredRelation(
            "answers",
            condition=Q(answers__community=round_.community_id)
            & Q(answers__round=round_.id)
            & Q(answers__current=True),
        )
    ).annotate(
        status=Case(
            When(given_q(round_.wants, "said__"), then=Value(REPORTED)),
            When(said__where__in=where_from, then=Value(AWAY)),
            When(Q(where__in=where_from) & ~Q(said__where__gt=""), then=Value(AWAY)),
            When(exempt_until__gte=day, then=Value(EXEMPT)),
            *excused,
            default=Value(MISSING),
            output_field=CharField(),
        ),
        abnormal=Case(
            When(abnormal_q(round_.fever, "said__"), then=Value(True)), default=Value(False)
        ),
        said_id=F("said__id"),
    )


def moment_of(round_: Round, now: datetime) -> datetime:
    """As of when a round's residents are taken.

    Now, as long as it is open; its end after that.
    """
    end = min(filter(None, (round_.closes_at, round_.cancelled_at)))
    return min(max(now, round_.opens_at), end)
