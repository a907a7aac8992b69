"""Reads `shifts.toml` and `rules.toml`; a refusal names file, key and line. Pure."""

import tomllib
from functools import cache
from pathlib import Path

from wanjia.core.rules.toml_lines import error_line, key_lines
from wanjia.duty.rosters.values import DAY, RULES, Pattern, Rule, RuleBook, Shift
from wanjia.zoning.protocols.toml_table import ProtocolError, Table, TomlFile
from wanjia.zoning.protocols.values import Text

SHIFTS = Path(__file__).with_name("shifts.toml")
RULES_FILE = Path(__file__).with_name("rules.toml")
WEIGHTS = ("changed", "wish", "wish_again", "nights", "weekends", "hours")
Patterns = dict[str, Pattern]


@cache
def load_patterns(path: Path = SHIFTS) -> Patterns:
    """Patterns by key, the one that is proposed first standing first; raises ProtocolError."""
    file = _open(path)
    found = [_pattern(table) for table in file.tables("patterns")]
    if not found:
        file.fail("patterns", "至少要有一种班次。", "there must be one pattern at least.")
    keys = [one.key for one in found]
    ours = file.string("ours", keys)
    file.close()
    if len(set(keys)) < len(keys):
        file.fail("patterns", "有重复的 key。", "two patterns have the same key.")
    return {one.key: one for one in sorted(found, key=lambda one: one.key != ours)}


@cache
def load_rules(path: Path = RULES_FILE) -> RuleBook:
    """The rest rules; raises ProtocolError."""
    file = _open(path)
    rules = {name: _rule(file.table(name)) for name in RULES}
    table = file.table("weights")
    weights = {name: table.integer(name, most=1000) for name in WEIGHTS}
    table.close()
    file.close()
    return RuleBook(rules, weights)


def _open(path: Path) -> Table:
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = Text(f"不是正确的 TOML：{error}", f"not valid TOML: {error}")
        raise ProtocolError(path.name, "", error_line(error, text), why) from error
    return Table(data, (), TomlFile(path.name, key_lines(text), {}))


def _rule(table: Table) -> Rule:
    value = table.integer("value", most=168)
    milder = table.raw("milder")
    if not isinstance(milder, list) or not all(type(one) is int and one >= 0 for one in milder):
        table.fail("milder", "应是整数的列表。", "must be a list of whole numbers.")
    text = table.text("words")
    table.string("source")
    table.close()
    try:
        text.zh.format(n=0), text.en.format(n=0)
    except (KeyError, IndexError, ValueError):
        table.fail("words", "只能用 {n}。", "may only hold {n}.")
    return Rule(value, tuple(milder), text)


def _pattern(table: Table) -> Pattern:
    key, name = table.string("key"), table.text("name")
    shifts = tuple(_shift(one) for one in table.tables("shifts"))
    table.close()
    if len({one.key for one in shifts}) < len(shifts):
        table.fail("shifts", "有重复的 key。", "two shifts have the same key.")
    covered = {(one.start + minute) % DAY for one in shifts for minute in range(one.minutes)}
    gap = next((minute for minute in range(DAY) if minute not in covered), None)
    if gap is not None:
        at = f"{gap // 60:02}:{gap % 60:02}"
        table.fail("shifts", f"{at} 没有人值班。", f"nobody is on duty at {at}.")
    return Pattern(key, name, shifts)


def _shift(table: Table) -> Shift:
    key, name = table.string("key"), table.text("name")
    starts, ends = (table.hour(one) for one in ("starts", "ends"))
    start = starts.hour * 60 + starts.minute
    minutes = (ends.hour * 60 + ends.minute - start) % DAY or DAY
    night, need = table.boolean("night"), table.integer("need", least=1, most=50)
    table.close()
    return Shift(key, name, start, minutes, night, need)
