"""What is asked of people: who is in sight, who is meant, how many live where, who needs care."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch

from wanjia.core.access.viewer import Viewer
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Contact, HouseholdLink, Resident
from wanjia.people.search.queries import Hit, find
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
    """Return one household in sight, at six statements; raises Problem `kernel.not_found`."""
    dwelling = get_or_refuse(
        visible_dwellings(viewer).select_related("stairwell__estate"), id=dwelling_id
    )
    risks = Prefetch("risks", live_risks().filter(community_id=viewer.community_id))
    residents = list(visible_residents(viewer).filter(dwelling=dwelling).prefetch_related(risks))
    contacts = (
        Contact.objects.of(viewer).filter(resident__dwelling=dwelling).select_related("resident")
    )
    links = HouseholdLink.objects.of(viewer).filter(dwelling=dwelling)
    return Household(
        dwelling, residents, list(contacts[:20]), list(links.order_by("-made_at", "-id"))
    )


def population(viewer: Viewer, stairwells: Iterable[UUID] | None = None) -> Population:
    """Return each stairwell's (households, residents); None for the whole community."""
    return people_behind(viewer, stairwells)


def care_burden(viewer: Viewer, stairwells: Iterable[UUID] | None = None) -> dict[str, int]:
    """Return how many residents of each kind of risk live behind these doors, most first."""
    risks = live_risks().filter(community_id=viewer.community_id, resident__left_at=None)
    if stairwells is not None:
        risks = risks.filter(resident__dwelling__stairwell__in=list(stairwells))
    counted = risks.values("kind").annotate(people=Count("resident", distinct=True))
    return {row["kind"]: row["people"] for row in counted.order_by("-people", "kind")}


def counts_by_estate(viewer: Viewer) -> dict[UUID, tuple[int, int]]:
    """Return each estate's (households, residents) among those in sight."""
    rows = (
        visible_residents(viewer)
        .order_by()
        .values("dwelling__stairwell__estate")
        .annotate(homes=Count("dwelling", distinct=True), people=Count("id"))
    )
    return {row["dwelling__stairwell__estate"]: (row["homes"], row["people"]) for row in rows}
