"""Protocol files (TOML) into values, refused with file, key and line when they say nonsense."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from wanjia.core.rules.rules_file import (
    NotBlank,
    RulesFileError,
    RulesTable,
    Text,
    one_of,
    parse_rules,
)
from wanjia.zoning.protocols.checks import check_classes, check_tables_of_kind
from wanjia.zoning.protocols.fields import Lines, told_unless_old
from wanjia.zoning.protocols.values import (
    KINDS,
    ClockRule,
    Health,
    Measure,
    PersonRules,
    Protocol,
    ProtocolPublic,
    ZoneClass,
)

FOLDER = Path(__file__).parent / "builtin"
OnPositive = Annotated[
    Annotated[Literal["none"], Tag("none")] | Annotated[Lines, Tag("lines")],
    Discriminator(lambda value: "lines" if isinstance(value, list) else "none"),
]


@dataclass(frozen=True)
class FilePublic(ProtocolPublic):
    """`[public]`, with what a household with a positive does: lines, or "none"."""

    on_positive: OnPositive


@dataclass(frozen=True)
class FileHealth(Health):
    """`[health]`, in which an old copy says what a household with a positive does."""

    on_positive: tuple[Text, ...] | None = None


@dataclass(frozen=True)
class ProtocolFile(RulesTable):
    """A protocol file as it is written."""

    sources: dict[str, Text]
    name: NotBlank
    version: NotBlank
    kind: Annotated[str, one_of(KINDS)]
    title: Text
    in_force_from: date
    unit: Text
    classes: Annotated[tuple[ZoneClass, ...], Field(min_length=1)]
    places: tuple[Annotated[str, Field(pattern=r"^\d{2,12}$")], ...] = ()
    clock: tuple[ClockRule, ...] = ()
    measures: tuple[Measure, ...] = ()
    people: PersonRules | None = None
    health: FileHealth | None = None
    public: Annotated[
        FilePublic | None,
        Field(validate_default=True),
        told_unless_old(
            "[public]", "category, on_positive, no_longer, ended.headline, ended.instruction"
        ),
    ] = None


@cache
def _load_files() -> MappingProxyType[str, Protocol]:
    protocols = [
        parse_protocol(file.read_text("utf-8"), file.name) for file in FOLDER.glob("*.toml")
    ]
    protocols.sort(
        key=lambda protocol: (KINDS.index(protocol.kind), protocol.in_force_from, protocol.name)
    )
    return MappingProxyType({protocol.name: protocol for protocol in protocols})


def load_protocols() -> dict[str, Protocol]:
    """Return all protocols that come with the program, by name.

    Epidemics first, oldest first.

    Read once; raises RulesFileError for a file that is broken.
    """
    return dict(_load_files())


def parse_protocol(text: str, filename: str, old: bool = False) -> Protocol:
    """Read a protocol file's text.

    `filename` is named in errors and must be `NAME.toml`.

    An `old` copy may lack what the public is told. Raises RulesFileError (file, key, line, why) for
    TOML that is broken, a key that is missing, unknown or of the wrong sort, and for rules that
    contradict each other.
    """

    def check(file: ProtocolFile) -> None:
        check_tables_of_kind(file, filename)
        check_classes(file.classes)

    file = parse_rules(ProtocolFile, text, filename, check, old=old)
    return Protocol(
        name=file.name,
        version=file.version,
        kind=file.kind,
        title=file.title,
        in_force_from=file.in_force_from,
        unit=file.unit,
        classes=MappingProxyType({klass.key: klass for klass in file.classes}),
        clock=file.clock,
        measures=file.measures,
        people=file.people,
        health=file.health,
        on_positive=_on_positive(file),
        public=file.public,
        places=file.places,
    )


def _on_positive(file: ProtocolFile) -> tuple[Text, ...]:
    if file.public is None:
        return (file.health and file.health.on_positive) or ()
    return () if file.public.on_positive == "none" else file.public.on_positive


def parse_stored(text: str, filename: str) -> Protocol:
    """Read a committee's stored copy.

    One from before the public's keys `lacks` them.
    """
    try:
        return parse_protocol(text, filename)
    except RulesFileError as error:
        return replace(parse_protocol(text, filename, old=True), lacks=error.with_traceback(None))
