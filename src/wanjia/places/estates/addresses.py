"""A door with its estate: in a community of several estates a third of all doors exist twice."""

from typing import NamedTuple
from uuid import UUID

from wanjia.core.localized import localized_pair
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.places.estates.short_names import short_names
from wanjia.places.models import Dwelling, Stairwell

LOOKS = 6  # as many as wanjia.css has colours for, none of them a zone's


class Door(NamedTuple):
    """A door as lists hold it that have no row of its dwelling at hand."""

    community_id: UUID
    stairwell_id: UUID
    door: str


class EstateLook(NamedTuple):
    """How an estate is named and coloured in front of a door."""

    name: str
    name_en: str
    look: int

    @property
    def words(self) -> str:
        """The short name in the language of the page."""
        return localized_pair(self.name, self.name_en)


def _looks_of(community: UUID) -> dict[UUID, EstateLook]:
    """Return each stairwell's estate; nothing where there is but one estate."""
    rows = Stairwell.objects.filter(community_id=community).order_by("estate_id")
    of_stairwell = {stairwell.id: stairwell.estate for stairwell in rows.select_related("estate")}
    estates = list({estate.id: estate for estate in of_stairwell.values()}.values())
    if len(estates) < 2:
        return {}
    chinese = short_names(estate.name for estate in estates)
    english = short_names(estate.name_en for estate in estates if estate.name_en)
    looks = {
        estate.id: EstateLook(
            chinese[estate.name], english.get(estate.name_en, ""), number % LOOKS + 1
        )
        for number, estate in enumerate(estates)
    }
    return {stairwell: looks[estate.id] for stairwell, estate in of_stairwell.items()}


LOOKS_OF = CachedCount("estate_looks", _looks_of)


def estate_look(dwelling: Dwelling | Door) -> EstateLook | None:
    """Return how the estate of a dwelling is shown; None where there is no other."""
    return LOOKS_OF.get(dwelling.community_id).get(dwelling.stairwell_id)
