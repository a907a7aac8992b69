"""What is asked of care: who is at risk, who is paired, what is bought, which files."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from wanjia.care.models import ContactAssignment, Errand, Newborn, Pair, Pregnancy
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Resident, Staff
from wanjia.zoning.models import Zone

SHUT = ("sealed", "controlled")


def at_risk(viewer: Viewer) -> QuerySet[Resident]:
    """Residents in sight with a risk that holds, each with `risks`, their home and their pair."""
    risks = live_risks().filter(community_id=viewer.community_id)
    pairs = Pair.objects.of(viewer).filter(ended_at=None)
    return (
        visible_residents(viewer)
        .filter(Exists(risks.filter(resident=OuterRef("pk"))))
        .select_related("dwelling__stairwell__estate")
        .prefetch_related(
            Prefetch("risks", risks.order_by("kind")),
            Prefetch("pairs", pairs.select_related("staff"), to_attr="paired"),
        )
    )


def shut_zones(viewer: Viewer) -> QuerySet[Zone]:
    """Zones in force whose people may not go where they like."""
    return Zone.objects.of(viewer).filter(ended_at=None, klass__in=shut_classes(viewer))


def shut_classes(viewer: Viewer) -> set[str]:
    """Return the classes, of any protocol, that look sealed or controlled."""
    from wanjia.zoning.queries import protocols

    return {
        zone_class.key
        for protocol in protocols(viewer.community_id).values()
        for zone_class in protocol.classes.values()
        if zone_class.look in SHUT
    }


def visible_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """Return pairs in sight; a volunteer sees their own."""
    rows = visible_to(
        viewer,
        Pair.objects.select_related("staff", "resident__dwelling__stairwell__estate"),
        stairwell="resident__dwelling__stairwell",
    )
    if viewer.role == "volunteer":
        own = Pair.objects.of(viewer).filter(staff__user=viewer.user_id)
        return own.select_related("staff", "resident__dwelling__stairwell__estate")
    return rows


def live_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """Return all pairs that last, whoever looks."""
    return Pair.objects.of(viewer).filter(ended_at=None)


def live_assignments(viewer: Viewer) -> QuerySet[ContactAssignment]:
    """Return the assignments of contacts that hold now, whoever looks.

    One ends with the shift, and with whoever was given it leaving service.
    """
    rows = ContactAssignment.objects.of(viewer)
    return rows.filter(ended_at=None, until__gt=clock.now(), staff__active=True)


def visible_errands(viewer: Viewer) -> QuerySet[Errand]:
    """Return errands in sight.

    A household sees its own, a volunteer theirs and those of their grids.
    """
    rows = visible_to(
        viewer,
        Errand.objects.all(),
        stairwell="resident__dwelling__stairwell",
        dwelling="resident__dwelling",
    )
    if viewer.role == "volunteer":
        rows = rows | Errand.objects.of(viewer).filter(buyer__user=viewer.user_id)
    return rows


def get_visible_errand(viewer: Viewer, errand_id: UUID) -> Errand:
    """Return an errand in sight; raises Problem `kernel.not_found`."""
    return get_or_refuse(
        visible_errands(viewer)
        .select_related("resident__dwelling__stairwell__estate", "buyer")
        .prefetch_related("items", "receipts"),
        id=errand_id,
    )


def open_errands(viewer: Viewer) -> QuerySet[Errand]:
    """Return errands that are not settled, grouped as one buys.

    By shop, then stairwell by stairwell.
    """
    return (
        visible_errands(viewer)
        .filter(settled_at=None, cancelled_at=None)
        .select_related("resident__dwelling__stairwell__estate", "buyer")
        .prefetch_related("items")
        .order_by(
            "shop",
            "resident__dwelling__stairwell__estate__name",
            "resident__dwelling__stairwell__sort",
            F("wanted_by").asc(nulls_last=True),
            "asked_at",
        )
    )


def visible_pregnancies(viewer: Viewer) -> QuerySet[Pregnancy]:
    """Pregnancy files in sight."""
    return visible_to(
        viewer,
        Pregnancy.objects.select_related("resident__dwelling__stairwell__estate", "driver"),
        stairwell="resident__dwelling__stairwell",
    )


def visible_newborns(viewer: Viewer) -> QuerySet[Newborn]:
    """Return newborn files in sight."""
    return visible_to(
        viewer,
        Newborn.objects.select_related("resident__dwelling__stairwell__estate"),
        stairwell="resident__dwelling__stairwell",
    ).prefetch_related("weighings", "vaccinations")


def helpers(viewer: Viewer) -> QuerySet[Staff]:
    """Return who can be asked: everyone who serves the community now."""
    return Staff.objects.of(viewer).filter(active=True)
