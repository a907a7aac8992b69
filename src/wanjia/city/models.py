"""City: the roll-up that each community keeps of each of its days."""

from typing import ClassVar

from django.db import models

from wanjia.core.models import CommunityModel


class Rollup(CommunityModel):
    """汇总: a community's figures of one local day; the `latest` one is how it stands.

    Counted anew while the day lasts, at `counted_at`, from what `mark` tells (`keeping.mark_of`);
    `acted_at` is the last act of a person in the journal. `lat` and `lon` are its middle. The
    figures are those of `figures.Figures`: no name, no door.
    """

    day = models.DateField()
    latest = models.BooleanField(default=True)
    counted_at = models.DateTimeField()
    acted_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    households = models.PositiveIntegerField(default=0)
    residents = models.PositiveIntegerField(default=0)
    zones_sealed = models.PositiveIntegerField(default=0)
    zones_controlled = models.PositiveIntegerField(default=0)
    zones_precaution = models.PositiveIntegerField(default=0)
    homes_sealed = models.PositiveIntegerField(default=0)
    homes_controlled = models.PositiveIntegerField(default=0)
    homes_precaution = models.PositiveIntegerField(default=0)
    people_sealed = models.PositiveIntegerField(default=0)
    people_controlled = models.PositiveIntegerField(default=0)
    people_precaution = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    day_asked = models.PositiveIntegerField(default=0)
    day_answered = models.PositiveIntegerField(default=0)
    abnormal = models.PositiveIntegerField(default=0)
    cases_new = models.PositiveIntegerField(default=0)
    cases_total = models.PositiveIntegerField(default=0)
    alarms_new = models.PositiveIntegerField(default=0)
    alarms_closed = models.PositiveIntegerField(default=0)
    alarms_open = models.PositiveIntegerField(default=0)
    alarms_overdue = models.PositiveIntegerField(default=0)
    needs_new = models.PositiveIntegerField(default=0)
    needs_closed = models.PositiveIntegerField(default=0)
    open_now = models.PositiveIntegerField(default=0)
    open_day = models.PositiveIntegerField(default=0)
    open_days = models.PositiveIntegerField(default=0)
    open_calm = models.PositiveIntegerField(default=0)
    late_now = models.PositiveIntegerField(default=0)
    late_day = models.PositiveIntegerField(default=0)
    late_days = models.PositiveIntegerField(default=0)
    late_calm = models.PositiveIntegerField(default=0)
    beds = models.PositiveIntegerField(default=0)
    beds_taken = models.PositiveIntegerField(default=0)
    beds_free = models.PositiveIntegerField(default=0)
    transfers_waiting = models.PositiveIntegerField(default=0)
    waste_places = models.PositiveIntegerField(default=0)
    waste_served = models.PositiveIntegerField(default=0)
    waste_bags = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "day"], name="rollup_day"),
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(latest=True), name="rollup_latest"
            ),
        ]
