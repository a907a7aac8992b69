"""Zones are named by what is in them now, in the estate's own order of doors."""

from collections.abc import Collection, Mapping

from wanjia.places.models import Estate, Stairwell
from wanjia.zoning.protocols.values import Text
from wanjia.zoning.zones.labels import zone_name


def zone_text(estate: Estate, stairwells: Mapping[str, Stairwell], inside: Collection[str]) -> Text:
    """Return the name of a zone of some stairwells (graph ids) of an estate, in both languages."""
    name = Text(estate.name, estate.name_en or estate.name)
    return zone_name(name, list(stairwells), inside)
