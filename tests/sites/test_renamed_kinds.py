"""What was stored under the old words is found under the new ones."""

from importlib import import_module

import pytest
from django.apps import apps

from wanjia.core import clock
from wanjia.core.ids import new_id
from wanjia.core.models import Entry
from wanjia.people.models import Risk
from wanjia.sites.models import Site, Transfer, Trip, Vehicle

pytestmark = pytest.mark.both


def test_a_lone_elder_of_before_is_an_elder_alone(community, residents):
    of = {"community": community}
    Risk.objects.create(**of, resident=residents[0], kind="lone_elder")
    Risk.objects.create(**of, resident=residents[1], kind="chronic")
    Entry.objects.create(
        **of,
        occurred_at=clock.now(),
        type="risk.ended",
        before={"kind": "lone_elder"},
        after={"holds": False},
    )
    transfer = Transfer.objects.create(
        **of, resident=residents[2], waiting_since=clock.now(),
        behind={"people": [{"id": "x", "kind": "lone_elder"}], "pet": True},
    )  # fmt: skip
    import_module("wanjia.people.migrations.0007_risk_kinds").forwards(apps, None)
    import_module("wanjia.sites.migrations.0006_risk_kinds").forwards(apps, None)
    kinds = Risk.objects.filter(community_id=community.id).values_list("kind", flat=True)
    assert sorted(kinds) == ["alone_elder", "chronic"]
    entry = Entry.objects.get(community_id=community.id, type="risk.ended")
    assert (entry.before, entry.after) == ({"kind": "alone_elder"}, {"holds": False})
    transfer.refresh_from_db()
    assert transfer.behind == {"people": [{"id": "x", "kind": "alone_elder"}], "pet": True}


def test_a_vehicles_trip_of_before_has_a_kind_of_its_own(community):
    of = {"community": community}
    vehicle = Vehicle.objects.create(**of, plate="沪A00001", seats=3)
    site = Site.objects.create(**of, name="方舱", beds_planned=10, started_at=clock.now())
    trip = Trip.objects.create(**of, vehicle=vehicle, site=site, leaves_at=clock.now())
    to_hospital = new_id()
    for kind, subject in (
        ("trip.made", trip.id), ("trip.cancelled", trip.id), ("trip.cancelled", to_hospital),
    ):  # fmt: skip
        Entry.objects.create(**of, occurred_at=clock.now(), type=kind, subject=subject)
    import_module("wanjia.sites.migrations.0005_vehicle_trip_kinds").forwards(apps, None)
    rows = Entry.objects.filter(community_id=community.id)
    assert sorted(rows.values_list("type", "subject")) == sorted(
        [
            ("vehicle.trip_made", trip.id),
            ("vehicle.trip_cancelled", trip.id),
            ("trip.cancelled", to_hospital),
        ]
    )
