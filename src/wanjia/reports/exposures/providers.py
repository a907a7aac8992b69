"""What contacts tell the planner: in which flats those live who follow from a case."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.places.models import Estate
from wanjia.reports.exposures.labels import RELATIONS
from wanjia.reports.models import CloseContact
from wanjia.zoning.plans.known_contacts import ContactHome, contact_homes_from


@contact_homes_from
def homes_of_contacts(viewer: Viewer, estate: Estate) -> Iterable[ContactHome]:
    """Return the flats of an estate with contacts whom nobody ruled out and whose days run."""
    rows = CloseContact.objects.of(viewer).filter(
        Q(confirmed_at=None) | Q(until=None) | Q(until__gte=timezone.localdate(clock.now())),
        dismissed_at=None,
        case__withdrawn_at=None,
        resident__left_at=None,
        resident__dwelling__stairwell__estate=estate,
    )
    people = (
        Resident.objects.of(viewer)
        .filter(dwelling=OuterRef("resident__dwelling"), left_at=None)
        .order_by()
        .values("dwelling")
        .annotate(people=Count("id"))
        .values("people")
    )
    found = rows.order_by().values_list(
        "resident__dwelling__door",
        "resident__dwelling__stairwell",
        Subquery(people),
        "kind",
        "relation",
    )
    for door, stairwell, many, kind, relation in found.distinct():
        yield ContactHome(door, stairwell, many, kind, str(RELATIONS.get(relation, relation)))
