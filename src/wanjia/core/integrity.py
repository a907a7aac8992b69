"""Whether journal and state agree: each floor registers what must always hold on it.

The checks of a floor stand in its `invariants.py`. They read, and change nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_noop as _

from wanjia.core.localized import sentence
from wanjia.core.models import Community, Entry

MOST = 20  # findings of one check in one community that are told one by one


@dataclass(frozen=True)
class Violation:
    """One row that is not as it must be: its table and id, and where that is, without a name."""

    table: str
    id: str
    where: str = ""


Find = Callable[[UUID], Iterable[Violation]]


@dataclass(frozen=True)
class Check:
    """What must hold: how it is called, what it means where it doesn't, what is to be done.

    `what` and `do` are msgids; `kind` is the journal entry that stands in `what`.
    """

    name: str
    what: str
    do: str
    find: Find
    kind: str = ""

    def words(self, spoken: str) -> tuple[str, str]:
        """Say what is wrong, and what to do, in a language."""
        return sentence(self.what, spoken).format(kind=self.kind), sentence(self.do, spoken)


@dataclass(frozen=True)
class Finding:
    """A row found by a check in a community."""

    check: Check
    community: str
    found: Violation
    more: int = 0  # so many others, not told one by one


_checks: dict[str, Check] = {}
NOT_TOLD = _("这一步只做了一半，或日志被删过。请对照最近的备份，在它的页面上补做或撤销。")


def invariant(name: str, what: str, do: str, kind: str = "") -> Callable[[Find], Find]:
    """Register a function that yields, for a community, what breaks the rule `name`."""

    def register(find: Find) -> Find:
        _checks[name] = Check(name, what, do, find, kind)
        return find

    return register


def journaled(rows: Callable[[UUID], QuerySet[Any]], *kinds: str, by: str = "id") -> None:
    """Register that each of these rows has a journal entry of one of the kinds about it.

    `by` is the field that such an entry has as its subject.
    """

    @invariant(f"told.{kinds[0]}", _("没有“{kind}”的日志"), NOT_TOLD, kinds[0])
    def untold(community: UUID) -> Iterable[Violation]:
        entries = Entry.objects.filter(community_id=community, type__in=kinds, subject=OuterRef(by))
        return violations_in(rows(community).filter(~Exists(entries)))


def violations_in(
    rows: QuerySet[Any], where: Callable[[Any], str] | None = None
) -> Iterator[Violation]:
    """Yield each row as found, with its place as `where` tells it."""
    for row in rows.order_by("pk").iterator():
        yield violation(row, where(row) if where else "")


def violation(row: Model, where: str = "") -> Violation:
    """Return a row as found."""
    return Violation(row._meta.db_table, str(row.pk), where)


def all_checks() -> list[Check]:
    """Return every check of every floor, in the order of its name."""
    autodiscover_modules("invariants")
    return [_checks[name] for name in sorted(_checks)]


def run_checks(checks: Iterable[Check] | None = None) -> Iterator[Finding]:
    """Yield each finding of each check in each community."""
    communities = list(Community.objects.order_by("name", "id"))
    for check in all_checks() if checks is None else checks:
        for community in communities:
            rows = list(check.find(community.id))
            for number, row in enumerate(rows[:MOST]):
                more = len(rows) - MOST if number == MOST - 1 else 0
                yield Finding(check, community.name, row, more)
