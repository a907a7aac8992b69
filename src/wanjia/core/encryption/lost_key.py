"""A sealing key that is lost for good: what it sealed is given up, everything else stays.

A number becomes empty, the secret of an address becomes a new one (whoever held the old address is
let in no more), a row that is known by its sealed name alone goes.
"""

from collections import Counter
from contextlib import suppress
from secrets import token_urlsafe
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from wanjia.core.encryption.fields import (
    MARK,
    NUMBERS,
    SealedField,
    WrongKey,
    batched,
    decrypt,
)
from wanjia.core.tenancy.cross_community import across_communities

ROWS = 500  # in a transaction of its own where the caller has none
TOKEN_BYTES = 32


@across_communities("seal")
def give_up_sealed() -> dict[str, int]:
    """Clear what no key that is here opens; return how many of each, by `model.field`.

    Doing it again changes nothing more. Must run under a key: see `sealing_key`.
    """
    from wanjia.core.models import SealCanary

    given_up: Counter[str] = Counter()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField) and model is not SealCanary:
                given_up[f"{model._meta.label_lower}.{field.name}"] += _give_up_field(model, field)
    SealCanary.objects.all().delete()
    given_up["journal"] = _give_up_journal()
    given_up["drafts"] = _give_up_drafts()
    given_up["second_steps"] = _give_up_second_steps()
    return {name: many for name, many in given_up.items() if many}


def is_readable(text: str, about: bytes = b"") -> bool:
    """Return whether a key that is here opens a stored text; what was never sealed is readable."""
    with suppress(WrongKey):
        decrypt(text, about)
        return True
    return False


def _give_up_field(model: type[models.Model], field: SealedField) -> int:
    rows = model._base_manager.annotate(as_it_lies=Cast(field.name, models.TextField()))
    sealed = rows.filter(as_it_lies__startswith=MARK).order_by("pk")
    lost = [pk for pk, text in sealed.values_list("pk", "as_it_lies") if not is_readable(text)]
    names_the_row = any(
        field.name in constraint.fields
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    )
    for page in batched(lost, ROWS):
        with transaction.atomic():
            if names_the_row:
                model._base_manager.filter(pk__in=page).delete()
            elif field.unique:
                for pk in page:
                    token = token_urlsafe(TOKEN_BYTES)
                    model._base_manager.filter(pk=pk).update(**{field.name: token})
            else:
                model._base_manager.filter(pk__in=page).update(**{field.name: ""})
    return len(lost)


def _give_up_journal() -> int:
    """Leave out of journal entries the numbers that cannot be read; the act itself stays."""
    from wanjia.core.models import Entry

    as_it_lies = {name: Cast(name, models.TextField()) for name in ("before", "after")}
    marked = models.Q(_before__contains=MARK) | models.Q(_after__contains=MARK)
    rows = Entry._base_manager.annotate(**{f"_{name}": cast for name, cast in as_it_lies.items()})
    many = 0
    for page in batched(
        list(rows.filter(marked).order_by("pk").values_list("pk", flat=True)), ROWS
    ):
        with transaction.atomic():
            many += sum(_give_up_in_entry(pk) for pk in page)
    return many


def _give_up_in_entry(pk: Any) -> bool:
    """Return whether a number was left out of one entry's `before` or `after`."""
    from wanjia.core.models import Entry

    stored = Entry._base_manager.filter(pk=pk)
    # As plain JSON: the field itself would open every number.
    told = stored.annotate(
        told_before=Cast("before", models.JSONField()), told_after=Cast("after", models.JSONField())
    ).values("told_before", "told_after")[0]
    left = {name.removeprefix("told_"): _without_lost(value) for name, value in told.items()}
    changed = {name: value for name, value in left.items() if value is not None}
    if changed:
        stored.update(**changed)
    return bool(changed)


def _without_lost(told: Any) -> dict[str, Any] | None:
    """Return what is told without numbers that cannot be read, the others open; None: none was."""
    if not isinstance(told, dict):
        return None
    lost = {
        name
        for name, value in told.items()
        if name in NUMBERS and isinstance(value, str) and not is_readable(value)
    }
    if not lost:
        return None
    return {
        name: "" if name in lost else decrypt(value) if name in NUMBERS and value else value
        for name, value in told.items()
    }


def _give_up_drafts() -> int:
    from wanjia.core.drafts import ABOUT
    from wanjia.core.models import Draft

    texts = Draft.objects.values_list("pk", "content")
    lost = [pk for pk, text in texts if not is_readable(text, ABOUT)]
    Draft.objects.filter(pk__in=lost).delete()
    return len(lost)


def _give_up_second_steps() -> int:
    """Remove second steps whose secret is lost: each such account sets up a new one."""
    from allauth.mfa.models import Authenticator

    lost = [
        row.pk
        for row in Authenticator.objects.all()
        if any(isinstance(text, str) and not is_readable(text) for text in row.data.values())
    ]
    Authenticator.objects.filter(pk__in=lost).delete()
    return len(lost)
