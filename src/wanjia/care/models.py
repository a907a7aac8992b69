"""Care: pairs, contacts given to somebody, errands, the files of mothers and newborns."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff


class Pair(CommunityModel):
    """结对: a volunteer and a resident cared for; it lasts while both can."""

    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="pairs")
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="pairs")
    since = models.DateTimeField()
    reasons = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident"],
                condition=models.Q(ended_at__isnull=True),
                name="pair_one_at_a_time",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "staff", "ended_at"], name="pair_staff")
        ]


class ContactAssignment(CommunityModel):
    """分派: whom somebody on duty is asked to speak with, until the shift ends."""

    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    assigned_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["assigned_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident"],
                condition=models.Q(ended_at__isnull=True),
                name="contact_assigned_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "staff", "ended_at"], name="contact_assigned_to")
        ]


class ErrandKind(models.TextChoices):
    SHOPPING = "shopping", _("代买")
    MEDICINE = "medicine", _("代配药")


class Errand(CommunityModel):
    """代买、代配药: a list to buy for a resident, the money for it, and the way to their door.

    Money is whole fen. `given` is what the resident handed over, `returned` what they got back.
    """

    PERSONAL: ClassVar = frozenset({"note"})

    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, related_name="errands")
    kind = models.CharField(max_length=10, choices=ErrandKind.choices)
    shop = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    wanted_by = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    buyer = TenantForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="errands")
    given = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    card_taken_at = models.DateTimeField(null=True)
    card_returned_at = models.DateTimeField(null=True)
    prescription = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)
    bought_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "settled_at", "cancelled_at"], name="errand_open"),
            models.Index(fields=["community", "resident"], name="errand_resident"),
        ]


class ErrandItem(CommunityModel):
    """One thing on the list; `price` in fen once it is bought, for all of the quantity."""

    errand = TenantForeignKey(Errand, on_delete=models.CASCADE, related_name="items")
    sort = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    quantity = models.CharField(max_length=40, blank=True)
    price = models.PositiveIntegerField(null=True)
    missing = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["sort"]
        indexes: ClassVar = [models.Index(fields=["community", "errand"], name="item_errand")]


class Receipt(CommunityModel):
    """A receipt of an errand: what was paid, where, and its number."""

    errand = TenantForeignKey(Errand, on_delete=models.CASCADE, related_name="receipts")
    amount = models.PositiveIntegerField()
    shop = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        indexes: ClassVar = [models.Index(fields=["community", "errand"], name="receipt_errand")]


class Pregnancy(CommunityModel):
    """孕妇档案: when the child is due, where, and what happens in the night it starts."""

    PERSONAL: ClassVar = frozenset({"due", "hospital", "hospital_phone", "plan", "note"})

    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="pregnancies")
    due = models.DateField()
    hospital = models.CharField(max_length=80, blank=True)
    hospital_phone = models.CharField(max_length=20, blank=True)
    driver = TenantForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    escort = models.CharField(max_length=80, blank=True)
    plan = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["due"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident"],
                condition=models.Q(ended_at__isnull=True),
                name="pregnancy_one_at_a_time",
            )
        ]


class Feeding(models.TextChoices):
    BREAST = "breast", _("母乳")
    FORMULA = "formula", _("配方奶")
    MIXED = "mixed", _("混合")


class Newborn(CommunityModel):
    """新生儿档案: birth, feeding, screening, and what the child needs bought."""

    PERSONAL: ClassVar = frozenset({"born", "birth_grams", "feeding", "note"})

    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="newborn_files")
    born = models.DateField()
    hospital = models.CharField(max_length=80, blank=True)
    birth_grams = models.PositiveIntegerField(null=True)
    feeding = models.CharField(max_length=8, choices=Feeding.choices, blank=True)
    formula = models.CharField(max_length=80, blank=True)
    nappies = models.CharField(max_length=40, blank=True)
    screened_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-born"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "resident"], name="newborn_once")
        ]


class Weighing(CommunityModel):
    """A newborn's weight on a day, in grams."""

    PERSONAL: ClassVar = frozenset({"grams"})

    newborn = TenantForeignKey(Newborn, on_delete=models.CASCADE, related_name="weighings")
    day = models.DateField()
    grams = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "newborn", "day"], name="weighing_day")
        ]


class Vaccination(CommunityModel):
    """A dose of the schedule that was given."""

    newborn = TenantForeignKey(Newborn, on_delete=models.CASCADE, related_name="vaccinations")
    dose = models.CharField(max_length=20)
    given_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["given_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "newborn", "dose"], name="dose_once")
        ]
