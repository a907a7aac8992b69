"""`templates.toml` as read, and its blanks as filled in: the notices written again and again. Pure.

A blank is written `{key}`. One that nobody filled stays as it is, and `blanks_left` finds it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from wanjia.core.rules.rules_file import NotBlank, Refused, RulesTable, parse_rules

FILE = Path(__file__).with_name("templates.toml")
TEXTS = ("title", "title_en", "body", "body_en")
_BLANK = re.compile(r"\{([^{}\n]{1,20})\}")


Trimmed = Annotated[NotBlank, AfterValidator(str.strip)]


@dataclass(frozen=True)
class Blank(RulesTable):
    """Something to fill in: what it is called and an example, in Chinese and in English."""

    key: NotBlank
    label: NotBlank
    label_en: NotBlank
    example: NotBlank
    example_en: NotBlank


@dataclass(frozen=True)
class Template(RulesTable):
    """A notice with blanks; `hours` is how long it holds, 0 until it is withdrawn."""

    key: Trimmed
    name: Trimmed
    name_en: Trimmed
    important: bool
    hours: Annotated[int, Field(ge=0, le=24 * 60)]
    title: Trimmed
    title_en: Trimmed
    body: Trimmed
    body_en: Trimmed
    blanks: Annotated[tuple[Blank, ...], Field(alias="blank")] = ()

    @model_validator(mode="after")
    def _declares_what_it_uses(self) -> "Template":
        known, used = {one.key for one in self.blanks}, set()
        for key in TEXTS:
            blanks = blanks_left(getattr(self, key))
            if strange := [one for one in blanks if one not in known]:
                blank = f"{{{strange[0]}}}"
                raise Refused(
                    f"空 {blank} 没有声明。", f"has a blank {blank} that is not declared.", key
                )
            used.update(blanks)
        if unused := known - used:
            name = sorted(unused)[0]
            raise Refused(f"空 {name} 没有用到。", f"blank {name} is used in no text.", "blank")
        return self

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


@dataclass(frozen=True)
class _File(RulesTable):
    notice: tuple[Template, ...]

    @model_validator(mode="after")
    def _each_key_stands_once(self) -> "_File":
        keys = [one.key for one in self.notice]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise Refused(f"{key} 写了两次。", f"{key} stands there twice.", "notice", place)
        return self


def read_templates(text: str, name: str = FILE.name) -> dict[str, Template]:
    """Read a file of templates; raises RulesFileError naming the notice, the key and the line."""
    return {one.key: one for one in parse_rules(_File, text, name).notice}
