"""`templates.toml` as read, and its blanks as filled in: the notices written again and again. Pure.

A blank is written `{key}`. One that nobody filled stays as it is, and `blanks_left` finds it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("templates.toml")
TEXTS = ("title", "title_en", "body", "body_en")
_BLANK = re.compile(r"\{([^{}\n]{1,20})\}")


class TemplateError(ValueError):
    """What is wrong in the file: its name, the notice and the key."""


@dataclass(frozen=True)
class Blank:
    """Something to fill in: what it is called and an example, in Chinese and in English."""

    key: str
    label: str
    label_en: str
    example: str
    example_en: str


@dataclass(frozen=True)
class Template:
    """A notice with blanks; `hours` is how long it holds, 0 until it is withdrawn."""

    key: str
    name: str
    name_en: str
    important: bool
    hours: int
    title: str
    title_en: str
    body: str
    body_en: str
    blanks: tuple[Blank, ...]

    def filled(self, given: Mapping[str, str], given_en: Mapping[str, str]) -> dict[str, str]:
        """The four texts with the blanks filled; English falls back on what was said in Chinese.

        A blank with nothing given is called by its label: who reads on sees what is missing.
        """
        chinese = {one.key: given.get(one.key) or f"{{{one.label}}}" for one in self.blanks}
        english = {
            one.key: given_en.get(one.key) or given.get(one.key) or f"{{{one.label_en}}}"
            for one in self.blanks
        }
        words = {"title": chinese, "body": chinese, "title_en": english, "body_en": english}
        return {name: fill(getattr(self, name), words[name]) for name in TEXTS}


def fill(text: str, given: Mapping[str, str]) -> str:
    """Put what was given into the blanks of a text; a blank with nothing given stays."""
    return _BLANK.sub(lambda found: given.get(found[1], "").strip() or found[0], text)


def blanks_left(*texts: str) -> list[str]:
    """The blanks that are still in some texts, each once, in order."""
    return list(dict.fromkeys(found for text in texts for found in _BLANK.findall(text)))


@cache
def templates() -> dict[str, Template]:
    """The templates by key, in the order of the file."""
    return read_templates(FILE.read_text(encoding="utf-8"))


def read_templates(text: str, name: str = FILE.name) -> dict[str, Template]:
    """Read a file of templates; raises TemplateError naming the notice and the key."""
    try:
        rows = tomllib.loads(text)["notice"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise TemplateError(f"{name}: {error}") from error
    found = {}
    for number, row in enumerate(rows, 1):
        one = _template(row, f"{name}: notice {number} ({row.get('key', '?')})")
        if one.key in found:
            raise TemplateError(f"{name}: notice {number}: key {one.key} stands there twice")
        found[one.key] = one
    return found


def _template(row: Mapping[str, Any], where: str) -> Template:
    texts = {key: _string(row, key, where).strip() for key in ("key", "name", "name_en", *TEXTS)}
    important, hours = row.get("important"), row.get("hours")
    if not isinstance(important, bool):
        raise TemplateError(f"{where}: important must be true or false")
    if not isinstance(hours, int) or not 0 <= hours <= 24 * 60:
        raise TemplateError(f"{where}: hours must be a whole number from 0 to 1440")
    fields = ("key", "label", "label_en", "example", "example_en")
    blanks = tuple(
        Blank(**{key: _string(one, key, f"{where}: blank {place}") for key in fields})
        for place, one in enumerate(row.get("blank", ()), 1)
    )
    known = {one.key for one in blanks}
    for key in TEXTS:
        if strange := [one for one in blanks_left(texts[key]) if one not in known]:
            raise TemplateError(f"{where}: {key} has a blank {{{strange[0]}}} that is not declared")
    used = set(blanks_left(*(texts[key] for key in TEXTS)))
    if unused := known - used:
        raise TemplateError(f"{where}: blank {sorted(unused)[0]} is used in no text")
    return Template(**texts, important=important, hours=hours, blanks=blanks)


def _string(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise TemplateError(f"{where}: {key} is missing")
    return value
