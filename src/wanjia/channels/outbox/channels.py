"""What each channel allows, and how a robot's address is written for Apprise. Pure."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from pydantic import PositiveInt

from wanjia.core.rules.rules_file import RulesTable, parse_rules

FILE = Path(__file__).with_name("channels.toml")
# A gateway on this machine may speak plain HTTP; any other must be encrypted.
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost)[:/]")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")


class WayError(ValueError):
    """What is wrong with an address."""


@dataclass(frozen=True)
class Limits(RulesTable):
    """Messages a minute of one robot, the longest text in bytes, how an address begins."""

    per_minute: PositiveInt
    bytes: PositiveInt
    starts: str


@cache
def limits() -> dict[str, Limits]:
    """The limits by channel."""
    return read_limits(FILE.read_text(encoding="utf-8"))


def read_limits(text: str, name: str = FILE.name) -> dict[str, Limits]:
    """Read a file of limits; raises RulesFileError naming file, key and line."""
    return parse_rules(dict[str, Limits], text, name)


def apprise_url(way: str, address: str) -> str:
    """An address as Apprise wants it; raises WayError for one that the channel does not have.

    DingTalk's robot may sign: its secret (SEC…) follows the address after a space.
    """
    words = address.split()
    if not words or way not in limits():
        raise WayError("no address")
    first, secret = words[0], words[1] if len(words) > 1 else ""
    if way == "sms":
        return _gateway(first)
    if not first.startswith(limits()[way].starts):
        raise WayError(f"the address begins with {limits()[way].starts}")
    if way == "mail":
        return first
    parts = urlsplit(first)
    if way == "wecom":
        return f"wecombot://{_key(parse_qs(parts.query).get('key', ['']))}/"
    if way == "feishu":
        return f"feishu://{_key([parts.path.rstrip('/').rsplit('/', 1)[-1]])}/"
    token = _key(parse_qs(parts.query).get("access_token", [""]))
    return f"dingtalk://{quote(secret, safe='')}@{token}/" if secret else f"dingtalk://{token}/"


def _key(found: list[str]) -> str:
    if not _KEY.fullmatch(found[0]):
        raise WayError("the address has no key at its end")
    return found[0]


def _gateway(address: str) -> str:
    if address.startswith("https://"):
        return "jsons://" + address.removeprefix("https://")
    if _LOCAL.match(address):
        return "json://" + address.removeprefix("http://")
    raise WayError("the address begins with https://")
