"""What is asked of people: who is in sight, who is meant, how many live where, who needs care."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Prefetch

from wanjia.kernel.access import Viewer
from wanjia.kernel.problem import Problem
from wanjia.people.find import Hit, find
from wanjia.people.models import Contact, HouseholdLink, Resident
from wanjia.people.sight import live_risks, visible_residents
from wanjia.places.models import Dwelling
from wanjia.places.queries import people_behind, visible_dwellings

__all__ = [
    "Hit",
    "Household",
    "Population",
    "care_burden",
    "counts_by_estate",
    "find",
    "household",
    "live_risks",
    "population",
    "visible_residents",
]

Population = dict[UUID, tuple[int, int]]


@dataclass(frozen=True)
class Household:
    """A dwelling with who lives there, how to reach them and what is known of their care."""

    dwelling: Dwelling
    residents: list[Resident]
    contacts: list[Contact]
    links: list[HouseholdLink]

    @property
    def link(self) -> HouseholdLink | None:
        """The QR page's secret that is live now."""
        return next((link for link in self.links if link.revoked_at is None), None)

    @property
    def live_links(self) -> int:
        """How many secrets open the household's page."""
        return sum(link.revoked_at is None for link in self.links)


def household(viewer: Viewer, dwelling_id: UUID) -> Household:
    """One household in sight, at six statements; raises Problem `kernel.not_found`."""
    dwelling = (
        visible_dwellings(viewer).select_related("stairwell__estate").filter(id=dwelling_id).first()
    )
    if dwelling is None:
        raise Problem("kernel.not_found")
    risks = Prefetch("risks", live_risks().filter(community_id=viewer.community_id))
    residents = list(visible_residents(viewer).filter(dwelling=dwelling).prefetch_related(risks))
    contacts = Contact.objects.filter(
        community_id=viewer.community_id, resident__dwelling=dwelling
    ).select_related("resident")
    links = HouseholdLink.objects.filter(community_id=viewer.community_id, dwelling=dwelling)
    return Household(
        dwelling, residents, list(contacts[:20]), list(links.order_by("-made_at", "-id"))
    )


def link_by(token: str) -> HouseholdLink | None:
    """The link of a secret, revoked or not, with its community and its dwelling's estate."""
    rows = HouseholdLink.objects.select_related("community", "dwelling__stairwell__estate")
    while community := community_of(token):
        if link := rows.filter(community_id=community, token=token).first():
            return link
        _community_of.cache_clear()  # What was known is of another database, or of the past.
    return None


def community_of(token: str) -> UUID | None:
    """The community that a household's secret is of: it must be known before its rows are asked
    for, for it says where they lie. It never changes, so it is asked for once."""
    try:
        return _community_of(token)
    except HouseholdLink.DoesNotExist:
        return None


@lru_cache(maxsize=20_000)
def _community_of(token: str) -> UUID:
    return HouseholdLink.objects.values_list("community_id", flat=True).get(token=token)


def population(viewer: Viewer, stairwells: Iterable[UUID] | None = None) -> Population:
    """Each stairwell's (households, residents); None for the whole community."""
    return people_behind(viewer, stairwells)


def care_burden(viewer: Viewer, stairwells: Iterable[UUID] | None = None) -> dict[str, int]:
    """How many residents of each kind of risk live behind these doors, most first."""
    risks = live_risks().filter(community_id=viewer.community_id, resident__left_at=None)
    if stairwells is not None:
        risks = risks.filter(resident__dwelling__stairwell__in=list(stairwells))
    counted = risks.values("kind").annotate(people=Count("resident", distinct=True))
    return {row["kind"]: row["people"] for row in counted.order_by("-people", "kind")}


def counts_by_estate(viewer: Viewer) -> dict[UUID, tuple[int, int]]:
    """Each estate's (households, residents) among those in sight."""
    rows = (
        visible_residents(viewer)
        .order_by()
        .values("dwelling__stairwell__estate")
        .annotate(homes=Count("dwelling", distinct=True), people=Count("id"))
    )
    return {row["dwelling__stairwell__estate"]: (row["homes"], row["people"]) for row in rows}
