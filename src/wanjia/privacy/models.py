"""Privacy: what was forgotten when, and when an emergency ended."""

from typing import ClassVar

from django.db import models

from wanjia.core.models import CommunityModel


class Ending(CommunityModel):
    """结束应急: the moment from which the facts of an emergency are no longer needed."""

    occurred_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-occurred_at"]
        indexes: ClassVar = [models.Index(fields=["community", "-occurred_at"], name="ending_at")]


class Forgetting(CommunityModel):
    """清除: one go of forgetting, by hand (`before` a day) or by the schedule; page by page.

    `wanted` and `done` are counts by kind; `ended` is the emergency's end that it covers. `proof`
    is what a search of the whole database found afterwards: counts, never what was looked for.
    """

    started_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    before = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    wanted = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    entries = models.PositiveIntegerField(default=0)
    proof = models.JSONField(default=dict)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "finished_at"], name="forgetting_open"),
            models.Index(fields=["community", "-started_at"], name="forgetting_at"),
        ]

    @property
    def total(self) -> int:
        """How many rows were due when it began."""
        return sum(self.wanted.values())

    @property
    def finished(self) -> int:
        """How many of them are done."""
        return min(sum(self.done.values()), self.total)
