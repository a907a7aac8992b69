"""Loads a rules file (TOML) into dataclasses, strictly; a refusal names file, key and line. Pure.

A table is a frozen dataclass under `RulesTable`; its annotations say what may stand there:

    @dataclass(frozen=True)
    class Share(RulesTable):
        first: tuple[NotBlank, ...]
        metres: Whole = 60

    load_rules_file(Share, path)

What one annotation cannot say is a `@model_validator(mode="after")` that raises `Refused`.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import time
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)

from wanjia.core.rules.text import NotBlank, Refused, RulesTable, Text
from wanjia.core.rules.toml_lines import Path, error_line, key_lines, line_of, shown

__all__ = [
    "AboveZero", "Hour", "NotBlank", "Refused", "RulesFileError", "RulesTable", "Source", "Text",
    "Whole", "load_rules_file", "one_of", "parse_rules", "refusal",
]  # fmt: skip

Rules = TypeVar("Rules")
Whole = Annotated[int, Field(ge=0, le=10_000)]
AboveZero = Annotated[int, Field(ge=1, le=10_000)]

_NO_TEXT = Text(
    '应写成 { zh = "中文", en = "English" }，两种文字都要有。',
    'must read { zh = "中文", en = "English" }, with both languages.',
)
_WHY = {
    "missing": Text("缺少这一项。", "is missing."),
    "unexpected_keyword_argument": Text(
        "没有这一项，请核对拼写。", "there is no such key; check the spelling."
    ),
    "int": Text("应是整数。", "must be a whole number."),
    "float": Text("应是数。", "must be a number."),
    "decimal": Text("应是数。", "must be a number."),
    "string": Text("应是一段不空的文字。", "must be a text that is not empty."),
    "bool": Text("应是 true 或 false。", "must be true or false."),
    "list": Text("应是一个列表（[…]）。", "must be a list ([…])."),
    "tuple": Text("应是一个列表（[…]）。", "must be a list ([…])."),
    "frozen_set": Text("应是一个列表（[…]）。", "must be a list ([…])."),
    "dict": Text("应是一个表。", "must be a table."),
    "mapping": Text("应是一个表。", "must be a table."),
    "dataclass": Text("应是一个表。", "must be a table."),
    "date": Text("应是日期，如 2022-04-11。", "must be a date such as 2022-04-11."),
    "greater_than_equal": Text("应不小于 {ge}。", "must be {ge} or more."),
    "less_than_equal": Text("应不大于 {le}。", "must be {le} or less."),
    "greater_than": Text("应大于 {gt}。", "must be more than {gt}."),
    "too_short": Text("至少要有 {min_length} 项。", "needs {min_length} at least."),
    "too_long": Text("最多 {max_length} 项。", "has more than {max_length}."),
    "string_too_long": Text("最多 {max_length} 个字符。", "at most {max_length} characters."),
    "literal_error": Text("应是其中之一：{expected}。", "must be one of {expected}."),
}


class RulesFileError(ValueError):
    """A rules file that cannot be used: which file, which key, which line, and why."""

    def __init__(self, file: str, key: str, line: int, why: Text) -> None:
        super().__init__(file, key, line, why)
        self.file = file
        self.key = key
        self.line = line
        self.why = why

    @property
    def sentence(self) -> Text:
        """The whole sentence in both languages."""
        zh, en = (f"，{self.key}", f", {self.key}") if self.key else ("", "")
        return Text(
            f"{self.file} 第 {self.line} 行{zh}：{self.why.zh}",
            f"{self.file}, line {self.line}{en}: {self.why.en}",
        )

    def words(self, language: str = "zh") -> str:
        """Give the whole sentence in `zh…` or `en…`."""
        return self.sentence.words(language)

    def __str__(self) -> str:
        return self.words("en")


def load_rules_file(
    kind: type[Rules], path: FilePath, check: Callable[[Rules], None] | None = None
) -> Rules:
    """Load a file; raises RulesFileError for the first thing that is wrong in it."""
    return parse_rules(kind, path.read_text("utf-8"), path.name, check)


def parse_rules(
    kind: type[Rules],
    text: str,
    name: str,
    check: Callable[[Rules], None] | None = None,
    **context: Any,
) -> Rules:
    """Read a file's text; `name` is how it is called in errors, `context` is for its validators.

    `check` looks at the whole of it and raises `Refused` with the path of the key from the root.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = Text(f"不是合格的 TOML：{error}", f"not well-formed TOML: {error}")
        raise RulesFileError(name, "", error_line(error, text), why) from None
    return read_rules(kind, data, name, check, text, **context)


def read_rules(
    kind: type[Rules],
    data: Mapping[str, Any],
    name: str,
    check: Callable[[Rules], None] | None = None,
    text: str = "",
    **context: Any,
) -> Rules:
    """Read what stands in a file, or was laid over it; as `parse_rules`, which see.

    `text` is where lines are counted for the errors, empty where there is none.
    """
    try:
        # As JSON a list may become a tuple or a set, and a text a date, even strictly.
        written = json.dumps(data, default=lambda value: value.isoformat())
        loaded: Rules = _adapter_for(cast(Any, kind)).validate_json(
            written, strict=True, context={"data": data, **context}
        )
        if check:
            check(loaded)
    except ValidationError as error:
        path, why = _first_error(error, data, key_lines(text))
        raise refusal(text, name, path, why) from None
    except Refused as refused:
        raise refusal(text, name, refused.key, refused.why) from None
    return loaded


def _read_hour(value: Any) -> time:
    found = re.fullmatch(r"(\d\d):([0-5]\d)", value) if isinstance(value, str) else None
    if not found or int(found[1]) > 24 or (found[1] == "24" and found[2] != "00"):
        raise Refused('应是时间，如 "07:00"。', 'must be a time such as "07:00".')
    return time(int(found[1]) % 24, int(found[2]))


# A local time in quotes, as "07:00"; "24:00" is the end of the day.
Hour = Annotated[time, PlainValidator(_read_hour)]


def _read_source(name: Any, info: ValidationInfo) -> Text:
    sources = (info.context or {})["data"].get("sources", {})
    known = sources.get(name) if isinstance(name, str) and isinstance(sources, dict) else None
    if not isinstance(known, dict) or not {"zh", "en"} <= set(known):
        raise Refused(f"[sources] 里没有“{name}”。", f"[sources] has no “{name}”.")
    return Text(known["zh"], known["en"])


# The name of a source in the file; it becomes the wording that [sources] has for it.
Source = Annotated[Text, PlainValidator(_read_source)]


def refusal(text: str, name: str, path: Path, why: Text) -> RulesFileError:
    """Make the error about the key at `path` of a file's text."""
    return RulesFileError(name, shown(path), line_of(key_lines(text), path), why)


def one_of(names: Iterable[str]) -> AfterValidator:
    """Make the annotation of a text that must be one of some names."""
    known = tuple(names)

    def check(value: str) -> str:
        if value not in known:
            some = ", ".join(known)
            raise Refused(f"“{value}”不在可用的值里：{some}。", f"“{value}” is none of {some}.")
        return value

    return AfterValidator(check)


@cache
def _adapter_for(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _first_error(error: ValidationError, data: Any, lines: dict[Path, int]) -> tuple[Path, Text]:
    """Choose what stands first in the file."""
    found = error.errors(include_url=False)
    # A list whose rows are wrong counts as too short as well: the rows say what is meant.
    inner = {one["loc"][:depth] for one in found for depth in range(len(one["loc"]))}
    wrong = (_path_and_reason(one, data) for one in found if one["loc"] not in inner)
    return min(wrong, key=lambda one: line_of(lines, one[0]))


def _path_and_reason(error: Any, data: Any) -> tuple[Path, Text]:
    """Say where one of pydantic's errors is, and in our words what is wrong there."""
    place, context = _path_within(data, error["loc"]), error.get("ctx", {})
    refused = context.get("error")
    if isinstance(refused, Refused):
        return (*place, *refused.key), refused.why
    if context.get("class_name") == "Text":
        return place, _NO_TEXT
    sort = error["type"]
    why = _WHY.get(sort) or _WHY.get(sort.removesuffix("_type").removesuffix("_parsing"))
    if why is None:
        return place, Text(f"填得不对（{error['msg']}）。", f"{error['msg']}.")
    return place, Text(why.zh.format(**context), why.en.format(**context))


def _path_within(data: Any, place: Iterable[str | int]) -> Path:
    """Give a place in tables and lists of tables, without what pydantic names beside keys.

    That is the branch of a union, and `[key]`; a list of words is one place.
    """
    path: list[str | int] = []
    for part in place:
        if isinstance(data, dict) and part != "[key]":
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and isinstance(data[part], dict):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)
