"""The signed webhook by which any program hands on residents' messages. Pure.

`X-Wanjia-Signature` is the hex HMAC-SHA-256, under the inbox's secret, of timestamp, nonce and body
with a dot between them; the body is JSON: `{"id", "from", "text"}`, and for what is not only text
`"kind"` (one of `KINDS`) and `"media": {"url", "id", "format", "title", "label", "lat", "long"}`.
"""

import hmac
import json
from hashlib import sha256

from wanjia.channels.incoming.message import Forged, Letter, Unreadable, media_of

KINDS = ("text", "image", "voice", "video", "location", "link", "file")


def signature(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return the signature of a sending, in hex."""
    said = f"{timestamp}.{nonce}.".encode() + body
    return hmac.new(secret.encode(), said, sha256).hexdigest()


def check_signature(given: str, secret: str, timestamp: str, nonce: str, body: bytes) -> None:
    """Raises Forged unless the signature is that of the sending."""
    wanted = signature(secret, timestamp, nonce, body)
    if not nonce or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Forged


def letter_of(body: bytes, nonce: str) -> Letter:
    """Return the message in a body. Raises Unreadable naming what is missing or wrong."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("JSON") from None
    if not isinstance(said, dict):
        raise Unreadable("JSON")
    for name, most in (("id", 120), ("from", 64), ("text", 100_000)):
        value = said.get(name)
        if not isinstance(value, str) or len(value) > most or (name != "text" and not value):
            raise Unreadable(name)
    kind, media = said.get("kind", "text"), said.get("media", {})
    if kind not in KINDS:
        raise Unreadable("kind")
    if not isinstance(media, dict):
        raise Unreadable("media")
    kept = media_of(kind, media)
    # Words beside a picture or voice (what a program wrote down of it) are read as words.
    read_as = "text" if said["text"].strip() else kind
    return Letter(said["id"], said["from"], said["text"], read_as, nonce, kept)
