"""`registers.toml` as read: the registers that a committee may begin with. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import model_validator

from wanjia.core.rules.rules_file import (
    NotBlank,
    Refused,
    RulesTable,
    Text,
    Whole,
    load_rules_file,
    one_of,
)
from wanjia.everyday.registers.form_fields import KINDS, MANY, NAME, ONE, Choice, FormField

FILE = Path(__file__).with_name("registers.toml")
PERSON, DOOR, PLACE = "person", "door", "place"
ROLES = ("grid", "doctor", "steward", "volunteer")


@dataclass(frozen=True)
class TemplateField(RulesTable):
    """A field of a register."""

    name: NotBlank
    kind: Annotated[str, one_of(KINDS)]
    label: Text
    required: bool = False
    choices: tuple[tuple[NotBlank, NotBlank, NotBlank], ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "TemplateField":
        if not NAME.fullmatch(self.name):
            raise Refused("字段名要用英文字母。", "a field's name is in Latin letters.")
        if (self.kind in (ONE, MANY)) != bool(self.choices):
            raise Refused("选择题要有 choices，别的不要。", "choices go with a selection, only.")
        return self

    @property
    def form_field(self) -> FormField:
        """The field as a register has it."""
        choices = tuple(Choice(*choice) for choice in self.choices)
        return FormField(self.name, self.kind, self.label.zh, self.label.en, self.required, choices)


@dataclass(frozen=True)
class RegisterTemplate(RulesTable):
    """A register to begin with; `registers.toml` says what each of these is for."""

    name: Text
    about: Literal["person", "door", "place"]
    fields: tuple[TemplateField, ...]
    roles: frozenset[Annotated[str, one_of(ROLES)]] = frozenset()
    recheck_days: Whole = 0


@dataclass(frozen=True)
class RegisterTemplates(RulesTable):
    """All of `registers.toml`."""

    registers: Mapping[str, RegisterTemplate]


@cache
def load_templates(path: Path = FILE) -> Mapping[str, RegisterTemplate]:
    """Read the file. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(RegisterTemplates, path).registers
