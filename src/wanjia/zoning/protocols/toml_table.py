"""Reads the tables of a protocol file key by key; each refusal names file, key and line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NoReturn

from wanjia.core.rules.toml_lines import Path, error_line, key_lines, line_of, shown
from wanjia.zoning.protocols.values import DayRange, Lacking, Text


class ProtocolError(Exception):
    """A protocol file that cannot be used: which file, which key, which line, and why."""

    def __init__(self, file: str, key: str, line: int, why: Text) -> None:
        super().__init__(file, key, line, why)
        self.file = file
        self.key = key
        self.line = line
        self.why = why

    def words(self, language: str = "zh") -> str:
        """The whole sentence in `zh…` or `en…`."""
        return Lacking(self.file, self.key, self.line, self.why).words(language)

    def __str__(self) -> str:
        return self.words("en")


@dataclass(frozen=True)
class TomlFile:
    """What all tables of one file share.

    `old` is a committee's copy from before a key became required: it may lack that key.
    """

    name: str
    lines: dict[Path, int]
    sources: Mapping[str, Text]
    old: bool = False


class Table:
    """One table of a file. Each key is taken once; `close` refuses those that nobody took."""

    def __init__(self, data: dict[str, Any], path: Path, file: TomlFile) -> None:
        self.left = dict(data)
        self.path = path
        self.file = file

    def fail(self, key: str | None, zh: str, en: str) -> NoReturn:
        """Refuse the key, or the table itself when it is None."""
        path = self.path if key is None else (*self.path, key)
        line = line_of(self.file.lines, path)
        raise ProtocolError(self.file.name, shown(path), line, Text(zh, en))

    def close(self) -> None:
        """Refuse keys that mean nothing here: a slip of the pen must not pass unseen."""
        for key in self.left:
            self.fail(key, "没有这一项，请核对拼写。", "there is no such key; check the spelling.")

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self.left

    def raw(self, key: str) -> Any:
        """Take a value as it stands; refuse when it is missing."""
        if key not in self.left:
            self.fail(key, "缺少这一项。", "this key is missing.")
        return self.left.pop(key)

    def string(self, key: str, among: Iterable[str] = ()) -> str:
        """Take a text that is not empty, one of `among` if given."""
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(key, "应是一段不空的文字。", "must be a text that is not empty.")
        self._one_of(key, value, tuple(among))
        return value

    def strings(self, key: str, among: Iterable[str] = ()) -> tuple[str, ...]:
        """Take a list of texts, each one of `among` if given."""
        values = self._list(key)
        for value in values:
            if not isinstance(value, str):
                self.fail(key, "应是文字的列表。", "must be a list of texts.")
            self._one_of(key, value, tuple(among))
        return tuple(values)

    def integer(self, key: str, least: int = 0, most: int = 10_000) -> int:
        """Take a whole number from `least` to `most`."""
        value = self.raw(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fail(
                key,
                f"应是 {least} 到 {most} 的整数。",
                f"must be a whole number from {least} to {most}.",
            )
        return value

    def maybe_integer(self, key: str, least: int = 0) -> int | None:
        """Take a whole number if it is there."""
        return self.integer(key, least) if self.has(key) else None

    def celsius(self, key: str) -> Decimal:
        """Take a temperature in °C from 30 to 60."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 30 <= value <= 60:
            self.fail(
                key, "应是 30 到 60 的温度（°C）。", "must be a temperature from 30 to 60 °C."
            )
        return Decimal(str(value))

    def boolean(self, key: str) -> bool:
        """Take true or false."""
        value = self.raw(key)
        if not isinstance(value, bool):
            self.fail(key, "应是 true 或 false。", "must be true or false.")
        return value

    def day(self, key: str) -> date:
        """Take a date, as 2022-04-11."""
        value = self.raw(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(key, "应是日期，如 2022-04-11。", "must be a date such as 2022-04-11.")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Take a date if it is there."""
        return self.day(key) if self.has(key) else None

    def hour(self, key: str) -> time:
        """Take a local time in quotes, as "07:00"; "24:00" is the end of the day."""
        value = self.raw(key)
        found = re.fullmatch(r"(\d\d):([0-5]\d)", value) if isinstance(value, str) else None
        if not found or int(found[1]) > 24 or (found[1] == "24" and found[2] != "00"):
            self.fail(key, '应是时间，如 "07:00"。', 'must be a time such as "07:00".')
        return time(int(found[1]) % 24, int(found[2]))

    def days(self, key: str) -> DayRange:
        """Take `[1, 7]` (both included), or `[8]` for day 8 and all later ones."""
        value = self._list(key)
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        if not whole or len(value) not in (1, 2) or value[0] < 1 or value[-1] < value[0]:
            self.fail(
                key, "应是 [首日, 末日]，或 [首日]。", "must be [first day, last day] or [first]."
            )
        return DayRange(value[0], value[1] if len(value) == 2 else None)

    def text(self, key: str) -> Text:
        """Take a wording in both languages: { zh = "…", en = "…" }."""
        return self._as_text(key, self.raw(key))

    def maybe_text(self, key: str) -> Text | None:
        """Take a wording if it is there."""
        return self.text(key) if self.has(key) else None

    def texts(self, key: str) -> tuple[Text, ...]:
        """Take a list of wordings; none when the key is not there."""
        if not self.has(key):
            return ()
        return tuple(self._as_text(key, one) for one in self._list(key))

    def source(self, key: str = "source") -> Text:
        """Take the name of a source and return its wording from [sources]."""
        name = self.string(key)
        if name not in self.file.sources:
            self.fail(key, f"[sources] 里没有“{name}”。", f"[sources] has no “{name}”.")
        return self.file.sources[name]

    def table(self, key: str) -> "Table":
        """Take a table within this one."""
        value = self.raw(key)
        if not isinstance(value, dict):
            self.fail(key, "应是一个表。", "must be a table.")
        return Table(value, (*self.path, key), self.file)

    def tables(self, key: str) -> list["Table"]:
        """Take a list of tables; none when the key is not there."""
        if not self.has(key):
            return []
        values = self._list(key)
        if not all(isinstance(one, dict) for one in values):
            self.fail(key, "应是表的列表。", "must be a list of tables.")
        return [Table(one, (*self.path, key, place), self.file) for place, one in enumerate(values)]

    def _list(self, key: str) -> list[Any]:
        value = self.raw(key)
        if not isinstance(value, list):
            self.fail(key, "应是一个列表（[…]）。", "must be a list ([…]).")
        return value

    def _as_text(self, key: str, value: Any) -> Text:
        both = isinstance(value, dict) and set(value) == {"zh", "en"}
        if not both or not all(isinstance(one, str) and one.strip() for one in value.values()):
            self.fail(
                key,
                '应写成 { zh = "中文", en = "English" }，两种文字都要有。',
                'must read { zh = "中文", en = "English" }, with both languages.',
            )
        return Text(value["zh"], value["en"])

    def _one_of(self, key: str, value: str, among: tuple[str, ...]) -> None:
        if among and value not in among:
            some = ", ".join(among)
            self.fail(key, f"“{value}”不在可用的值里：{some}。", f"“{value}” is none of {some}.")


def root_table(text: str, name: str) -> Table:
    """The root of a TOML text of the file `name`; raises ProtocolError where it is none."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = Text(f"不是合格的 TOML：{error}", f"not well-formed TOML: {error}")
        raise ProtocolError(name, "", error_line(error, text), why) from None
    return Table(data, (), TomlFile(name, key_lines(text), {}))
