"""`wanjia reseal`: everything that is sealed is sealed anew under another key.

While it is at work both keys open; broken off, it goes on when it is run again. The server must be
stopped: what one key sealed is not found by equality under the other.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wanjia.core.tenancy.cross_community import across_communities

PAGE = 500  # rows in a transaction


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "reseal", help="seal phones, ID numbers and secrets under a new key; stop the server first"
    )
    parser.set_defaults(func=_run_reseal)


def _run_reseal(_args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from wanjia.core import clock
    from wanjia.core.encryption import canary
    from wanjia.core.encryption import fields as sealed

    canary.require()
    if os.environ.get("WANJIA_SEAL") and not os.environ.get("WANJIA_SEAL_OLD"):
        print(
            "密钥在 WANJIA_SEAL 里：请把旧的放进 WANJIA_SEAL_OLD，新的放进 WANJIA_SEAL。"
            " The key is in WANJIA_SEAL: put the old one into WANJIA_SEAL_OLD, the new one there.",
            file=sys.stderr,
        )
        return 1
    old = settings.DATA / sealed.OLD_KEY_FILE
    if not os.environ.get("WANJIA_SEAL"):
        change_key(settings.DATA)
    many = seal_anew()
    if old.exists():
        old.rename(old.with_name(f"{sealed.KEY_FILE}.until-{clock.now():%Y%m%d-%H%M%S}"))
    print(
        f"{many} 行已用新密钥封存；旧密钥只有以前的备份还用得着。"
        f" {many} rows are sealed anew; only backups made before need the old key.",
        file=sys.stderr,
    )
    return 0


def change_key(folder: Path) -> None:
    """Put the present key aside and make a new one, unless that was done and broken off."""
    from wanjia.core.encryption import fields as sealed

    old = folder / sealed.OLD_KEY_FILE
    if not old.exists():
        sealed.sealing_key(folder)
        new = folder / f"{sealed.KEY_FILE}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(sealed.new_key())
            file.flush()
            os.fsync(file.fileno())
        (folder / sealed.KEY_FILE).rename(old)
        new.rename(folder / sealed.KEY_FILE)
    sealed.read_keys_again()


@across_communities("seal")
def seal_anew() -> int:
    """Store each row with something sealed again, so that the present key seals it; how many."""
    from django.apps import apps
    from django.db import models, transaction

    from wanjia.core.encryption.fields import SealedField, SealedJSONField, batched

    many = 0
    for model in apps.get_models():
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, (SealedField, SealedJSONField))
        ]
        rows: models.Manager[Any] = model._base_manager
        if not fields:
            continue
        for page in batched(list(rows.order_by("pk").values_list("pk", flat=True)), PAGE):
            with transaction.atomic():
                rows.bulk_update(list(rows.filter(pk__in=page)), fields)
            many += len(page)
    return many + _rotate_drafts() + _second_steps()


def _rotate_drafts() -> int:
    """Return what was typed and not sent is sealed for itself alone (kernel/drafts.py)."""
    from wanjia.core.drafts import ABOUT
    from wanjia.core.encryption.fields import WrongKey, decrypt, encrypt
    from wanjia.core.models import Draft

    many = 0
    for draft in Draft.objects.all():
        try:
            draft.content = encrypt(decrypt(draft.content, ABOUT), ABOUT)
        except WrongKey:  # of a key that was lost before: nobody opens it, it ends in two days
            continue
        draft.save(update_fields=["content"])
        many += 1
    return many


def _second_steps() -> int:
    """allauth keeps the secrets of the second step in a table of its own."""
    from allauth.mfa.models import Authenticator

    rows = list(Authenticator.objects.all())
    for row in rows:
        row.data = dict(_encrypt_anew(row.data))
    Authenticator.objects.bulk_update(rows, ["data"])
    return len(rows)


def _encrypt_anew(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    from wanjia.core.encryption.fields import MARK, decrypt, encrypt

    for name, value in data.items():
        is_sealed = isinstance(value, str) and value.startswith(MARK)
        yield name, encrypt(decrypt(value)) if is_sealed else value
