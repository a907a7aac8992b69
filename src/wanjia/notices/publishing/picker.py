"""What an audience can be picked from, each with how many households it comes to."""

from collections import Counter
from typing import Any

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Role
from wanjia.notices.models import Reach
from wanjia.notices.publishing.audience import Audience
from wanjia.places.models import Stairwell
from wanjia.places.queries import people_behind
from wanjia.zoning.models import Zone
from wanjia.zoning.queries import zone_spans


def choices_of(viewer: Viewer, chosen: Audience) -> dict[str, Any]:
    """Return the estates, zones, stairwells and roles of a community, with what is chosen marked.

    Four statements, however many there are.
    """
    homes = {well: count for well, (count, _people) in people_behind(viewer, None).items()}
    wells = list(
        Stairwell.objects.of(viewer)
        .select_related("estate")
        .order_by("estate__name", "sort", "label")
    )
    of_estate: Counter[Any] = Counter()
    estates: dict[Any, dict[str, Any]] = {}
    for well in wells:
        of_estate[well.estate_id] += homes.get(well.id, 0)
        estate = estates.setdefault(
            well.estate_id, {"place": well.estate, "wells": [], "open": False}
        )
        picked = well.id in chosen.stairwells
        estate["wells"].append({"well": well, "homes": homes.get(well.id, 0), "picked": picked})
        estate["open"] = estate["open"] or picked
    for estate_id, estate in estates.items():
        estate |= {"homes": of_estate[estate_id], "picked": estate_id == chosen.estate}
    spans = zone_spans(viewer)
    zones = Zone.objects.of(viewer).filter(ended_at=None)
    return {
        "reach": chosen.reach,
        "all": sum(homes.values()),
        "estates": list(estates.values()),
        "zones": [
            {
                "place": zone,
                "picked": zone.id == chosen.zone,
                "homes": sum(
                    homes.get(well, 0)
                    for well, _since, until in spans.get(zone.id, ())
                    if until is None
                ),
            }
            for zone in zones.order_by("name")
        ],
        "roles": [(role, label, role == chosen.role) for role, label in Role.choices],
        "picking_wells": chosen.reach == Reach.STAIRWELLS,
    }
