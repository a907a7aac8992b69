"""Numbers that name a person (phones, ID numbers) and secrets in addresses lie sealed in the
database.

AES-SIV (RFC 5297) under a key kept outside the database: the same number always seals to the same
text, whose first half is a keyed hash of the number, so a whole number is found by equality and
nothing else can be asked of the column. An empty number stays empty.
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.apps import apps
from django.conf import settings
from django.db import migrations, models

from wanjia.core.encryption.key_files import read_or_create
from wanjia.core.problems import Problem
from wanjia.core.tenancy.cross_community import across_communities

MARK = "s1:"
KEY_FILE, OLD_KEY_FILE = "seal.key", "seal.key.old"
KEY_BYTES = 64  # AES-256-SIV takes two keys of 256 bits
# The names under which the journal tells such numbers.
NUMBERS = frozenset({"phone", "phone2", "id_number", "asker_phone"})


class WrongKey(RuntimeError):
    """The database was written with another key."""


def sealing_key(folder: Path) -> bytes:
    """Return the key from `WANJIA_SEAL` (hex) or from `seal.key` in the folder, made when absent.

    None is made beside a database in which something is sealed: raises Problem `kernel.seal_lost`.
    Raises ValueError for a key that is not 64 bytes in hex.
    """
    if folder == settings.DATA and not has_key():
        _refuse_beside_filled()
    text = os.environ.get("WANJIA_SEAL", "")
    return _key_from_hex(text or read_or_create(folder / KEY_FILE, new_key()))


def new_key() -> str:
    """Return a key as its file holds it."""
    return secrets.token_hex(KEY_BYTES)


def has_key() -> bool:
    """Return whether there is a key for the next start, in the environment or in the data
    folder.
    """
    return bool(os.environ.get("WANJIA_SEAL")) or (settings.DATA / KEY_FILE).exists()


def is_loaded() -> bool:
    """Return whether this process has a key, wherever its file is now."""
    return _current_cipher.cache_info().currsize > 0


def _refuse_beside_filled() -> None:
    if not apps.ready:
        return
    from wanjia.core.encryption import canary  # it looks at models, which stand on this module

    if canary.is_filled():
        raise Problem("kernel.seal_lost", folder=settings.DATA)


def _key_from_hex(text: str) -> bytes:
    key = bytes.fromhex(text.strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"the sealing key has {len(key)} bytes, not {KEY_BYTES}")
    return key


@cache
def _current_cipher() -> AESSIV:
    return AESSIV(sealing_key(settings.DATA))


@cache
def _previous_cipher() -> AESSIV | None:
    """Return the key before the present one, while `wanjia reseal` is at work or was broken off."""
    old = os.environ.get("WANJIA_SEAL_OLD", "")
    path = settings.DATA / OLD_KEY_FILE
    if not old and path.exists():
        old = path.read_text()
    return AESSIV(_key_from_hex(old)) if old else None


def read_keys_again() -> None:
    """Forget the keys that were read, for they were changed."""
    _current_cipher.cache_clear()
    _previous_cipher.cache_clear()


def encrypt(number: str, about: bytes = b"") -> str:
    """Return the sealed form of a number; an empty one stays empty.

    What is sealed `about` something is opened only as that. What looks sealed is sealed like
    anything else: else somebody who typed it would be taken for somebody who knows what it stands
    for.
    """
    if not number:
        return number
    return (
        MARK
        + urlsafe_b64encode(
            _current_cipher().encrypt(number.encode(), _associated_data(about))
        ).decode()
    )


def _associated_data(about: bytes) -> list[bytes] | None:
    return [about] if about else None


def decrypt(text: str, about: bytes = b"") -> str:
    """Return the number again; what was never sealed stays as it is. Raises WrongKey."""
    if not text.startswith(MARK):
        return text
    for cipher in (_current_cipher, _previous_cipher):
        if (known := cipher()) is not None:
            with suppress(InvalidTag, ValueError):
                return known.decrypt(
                    urlsafe_b64decode(text[len(MARK) :]), _associated_data(about)
                ).decode()
    raise WrongKey(
        "seal.key 不是写入这个数据库的那一把；请放回原来的。"
        " seal.key is not the one that this database was written with: put that one back."
    )


class SealedField(models.CharField):
    """A number that is sealed as it is stored; `max_length` is the number's own.

    It is found by its whole value alone (`exact`, `in`).
    """

    def db_type_parameters(self, connection: Any) -> Any:
        """Return the column holds the sealed form, which is longer."""
        most = len(MARK) + 4 * -(-(4 * (self.max_length or 0) + 16) // 3)
        return {**super().db_type_parameters(connection), "max_length": most}

    def get_prep_value(self, value: Any) -> Any:
        """Return a number as it is stored and looked for."""
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """Return a number as it is read."""
        return value if value is None else decrypt(value)

    def get_lookup(self, name: str) -> Any:
        """Only a whole number can be looked for. Raises ValueError for a part of one."""
        if name not in ("exact", "in", "isnull"):
            raise ValueError(f"{self.name} is sealed: it cannot be looked for by {name}")
        return super().get_lookup(name)


class SealedJSONField(models.JSONField):
    """What the journal tells of an act, its numbers sealed."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the table as it is stored."""
        return super().get_db_prep_value(_turn_numbers(value, encrypt), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the table as it is read."""
        return _turn_numbers(super().from_db_value(value, expression, connection), decrypt)


def _turn_numbers(told: Any, turn: Any) -> Any:
    if not isinstance(told, dict) or not NUMBERS & told.keys():
        return told
    return {
        key: turn(value) if key in NUMBERS and isinstance(value, str) else value
        for key, value in told.items()
    }


def ids_ending_with(rows: models.QuerySet[Any], digits: str, *names: str) -> list[UUID]:
    """Return the ids of the rows one of whose sealed fields `names` ends so.

    Each of the rows' numbers is unsealed (about a microsecond each): ask within a community.
    """
    some = models.Q(*((name, "") for name in names), _connector=models.Q.AND)
    numbers = rows.order_by().exclude(some).values_list("id", *names)
    return [row for row, *every in numbers.iterator() if any(n.endswith(digits) for n in every)]


def encrypt_stored(app: str, model: str, *names: str) -> Any:
    """Return a migration's step: the numbers that an earlier version stored open are sealed."""

    @across_communities("seal")
    def step(historic: Any, _editor: Any) -> None:
        rows = historic.get_model(app, model).objects
        every = rows.order_by("pk").values_list("pk", flat=True)
        for page in batched(list(every), 500):
            rows.bulk_update(rows.filter(pk__in=page), names)

    return migrations.RunPython(step, migrations.RunPython.noop)


def batched(every: list[Any], size: int) -> Iterator[list[Any]]:
    """Return the parts of a list, `size` each at most."""
    return (every[start : start + size] for start in range(0, len(every), size))
