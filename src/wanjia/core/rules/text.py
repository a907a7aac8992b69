"""A wording in both languages: the form in which data (TOML) says something to people."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict


class RulesTable:
    """Base of the dataclasses that a table of a rules file becomes: strict, no unknown keys."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)


class Refused(ValueError):
    """What a check of a table finds wrong: why, and the key (from the table on) that is meant."""

    def __init__(self, zh: str, en: str, *key: str | int) -> None:
        super().__init__(zh, en, *key)
        self.why = Text(zh, en)
        self.key = key


def _not_blank(value: str) -> str:
    if not value.strip():
        raise Refused("应是一段不空的文字。", "must be a text that is not empty.")
    return value


NotBlank = Annotated[str, AfterValidator(_not_blank)]


@dataclass(frozen=True)
class Text(RulesTable):
    """A wording in both languages."""

    zh: NotBlank
    en: NotBlank

    def words(self, language: str = "zh", **values: Any) -> str:
        """Give the wording in `zh…` or `en…`, with its places filled if there are values."""
        said = self.en if language.startswith("en") else self.zh
        return said.format(**values) if values else said
