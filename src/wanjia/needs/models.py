"""Needs: anything a resident asks for."""

from typing import ClassVar

from django.db import models

from wanjia.kernel.models import Row
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling


class Need(Row):
    """求助: what was asked, how urgent it is and why, and when it must be done."""

    PERSONAL: ClassVar = frozenset({"text", "category", "why", "asker", "asker_phone"})

    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, related_name="needs"
    )
    resident = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="needs"
    )
    asker = models.CharField(max_length=80, blank=True)
    asker_phone = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=12)
    text = models.TextField()
    category = models.CharField(max_length=24)
    urgency = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=200, blank=True)
    why_en = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    owner = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["urgency", "opened_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "closed_at", "urgency"], name="need_open"),
            models.Index(fields=["community", "dwelling"], name="need_dwelling"),
        ]
