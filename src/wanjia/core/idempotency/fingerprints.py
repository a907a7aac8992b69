"""A keyed hash of what somebody typed: alike for the same content, telling nothing of it."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def fingerprint(key: bytes, content: Mapping[str, Any]) -> str:
    """Hash a content under a key; only what differs for its writer makes another."""
    plain = json.dumps(_comparable(content), ensure_ascii=False, sort_keys=True)
    return hmac.new(key, plain.encode(errors="replace"), hashlib.sha256).hexdigest()[:40]


def _comparable(value: Any) -> Any:
    """Return a value as it is compared: spaces do not count, nor how a number or a moment is
    written.
    """
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return True
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(Decimal(str(value)).normalize())
    if isinstance(value, Mapping):
        return {str(name): _comparable(one) for name, one in value.items()}
    if isinstance(value, Set):
        return sorted(str(_comparable(one)) for one in value)
    if isinstance(value, Sequence):
        return [_comparable(one) for one in value]
    return str(value)
