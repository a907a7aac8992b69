"""The callback of a WeChat official account: signature, sealed text, XML. Pure.

By the platform's guide for message encryption: AES-256-CBC under the 43-character key, the first
half of which is the vector; the text is 16 random bytes, its length in 4 bytes (big-endian), the
message and the account's id, padded to 32; the signature is SHA-1 over the sorted parts.
"""

import hmac
import os
import struct
from base64 import b64decode, b64encode
from hashlib import sha1
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from wanjia.channels.incoming.message import MEDIA, Forged, Letter, Unreadable, media_of

BLOCK = 32
RANDOM = 16
SHOWN = ("image", "voice", "video", "shortvideo", "location", "link", "file")
GIVEN = {
    "id": "MediaId",
    "format": "Format",
    "title": "Title",
    "label": "Label",
    "lat": "Location_X",
    "long": "Location_Y",
}


def signature(*parts: str) -> str:
    """Return the platform's signature of some parts, in hex."""
    return sha1("".join(sorted(parts)).encode()).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """Raises Forged unless the signature is that of the parts."""
    if not hmac.compare_digest(given.encode(), signature(*parts).encode()):
        raise Forged


def _make_cipher(key: str) -> Cipher[modes.CBC]:
    secret = b64decode(key + "=")
    return Cipher(algorithms.AES(secret), modes.CBC(secret[:16]))


def unsealed(text: str, key: str, account: str) -> bytes:
    """Return the message in a sealed text. Raises Forged for another key or another account's."""
    try:
        raw = b64decode(text, validate=True)
        opener = _make_cipher(key).decryptor()
        plain = opener.update(raw) + opener.finalize()
    except ValueError:
        raise Forged from None
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise Forged
    body = plain[RANDOM:-padding]
    if len(body) < 4:
        raise Forged
    (length,) = struct.unpack(">I", body[:4])
    message, whose = body[4 : 4 + length], body[4 + length :]
    if len(message) < length or not hmac.compare_digest(whose, account.encode()):
        raise Forged
    return message


def sealed(message: bytes, key: str, account: str) -> str:
    """Return a message as the platform opens it."""
    body = os.urandom(RANDOM) + struct.pack(">I", len(message)) + message + account.encode()
    padding = BLOCK - len(body) % BLOCK
    maker = _make_cipher(key).encryptor()
    return b64encode(maker.update(body + bytes([padding]) * padding) + maker.finalize()).decode()


def fields(body: bytes) -> dict[str, str]:
    """Return the elements of a message's XML by name. Raises Unreadable for anything hostile or
    odd.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable from None
    if root.tag != "xml" or len(root) > 60:
        raise Unreadable
    return {one.tag: one.text or "" for one in root}


def letter_of(said: dict[str, str], nonce: str) -> Letter:
    """Return the message that some elements make. Raises Unreadable where it has no sender."""
    sender, kind = said.get("FromUserName", ""), said.get("MsgType", "")
    # An event has no id of its own: the platform says to tell repeats by sender and time.
    known = said.get("MsgId") or f"{sender}:{said.get('CreateTime', '')}:{said.get('Event', '')}"
    if not sender or not kind or len(sender) > 64 or len(known) > 120:
        raise Unreadable
    text = said.get("Content", "") if kind == "text" else said.get("Recognition", "")
    heard = kind == "voice" and bool(text)  # the platform wrote down what was spoken
    if kind == "link":
        text = said.get("Description", "")
    media = media_of(kind[:20], _media_fields(said)) if kind in SHOWN else {}
    return Letter(known, sender, text, "text" if heard else kind[:20], nonce, media)


def _media_fields(said: dict[str, str]) -> dict[str, str]:
    """Return what the platform gives of a picture, voice, video, place or link, by our names for
    it.
    """
    return {ours: said.get(theirs, "")[: MEDIA[ours]] for ours, theirs in GIVEN.items()} | {
        "url": said.get("PicUrl") or said.get("Url") or ""
    }


def reply(said: dict[str, str], words: str, at: int) -> bytes:
    """Return the passive reply to a message: a text, or nothing where there is nothing to say."""
    root = ET.Element("xml")
    told = (
        ("ToUserName", said["FromUserName"]),
        ("FromUserName", said.get("ToUserName", "")),
        ("CreateTime", str(at)),
        ("MsgType", "text"),
        ("Content", words),
    )
    for name, value in told:
        ET.SubElement(root, name).text = value
    return ET.tostring(root, "utf-8")


def sealed_reply(plain: bytes, token: str, key: str, account: str, at: int, nonce: str) -> bytes:
    """Return a reply in a sealed envelope, signed."""
    text = sealed(plain, key, account)
    root = ET.Element("xml")
    ET.SubElement(root, "Encrypt").text = text
    ET.SubElement(root, "MsgSignature").text = signature(token, str(at), nonce, text)
    ET.SubElement(root, "TimeStamp").text = str(at)
    ET.SubElement(root, "Nonce").text = nonce
    return ET.tostring(root, "utf-8")
