"""The short number of a request, as it is told over the phone. Pure.

It is derived from the id: no counter runs anywhere, and a phone without network knows it too.
"""

import hashlib
import re
from collections.abc import Iterable
from uuid import UUID

DIGITS = 6
_NUMBER = re.compile(r"\d{6}")


def number_of(need_id: UUID) -> str:
    """Return the six digits of a request.

    The first is never 0, so that none is lost when typed.
    """
    mixed = int.from_bytes(hashlib.blake2b(need_id.bytes, digest_size=8).digest(), "big")
    return str(100_000 + mixed % 900_000)


def read_number(text: str) -> str:
    """Return the number in what somebody typed ("482 913", "编号482913").

    "" where there is none.
    """
    digits = re.sub(r"[\s\-#＃]|编号|求助|no\.?|number", "", text.lower())
    return digits if _NUMBER.fullmatch(digits) else ""


def numbered(ids: Iterable[UUID], number: str) -> list[UUID]:
    """Return the requests among these that have a number.

    Seldom more than one.
    """
    return [need_id for need_id in ids if number_of(need_id) == number]
