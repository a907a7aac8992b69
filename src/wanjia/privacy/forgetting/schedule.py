"""The retention schedule as read, and from which moment back each kind is forgotten. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from wanjia.zoning.protocols.toml_table import Table, TomlFile, root_table
from wanjia.zoning.protocols.values import Text

FILE = Path(__file__).with_name("retention.toml")
EVENTS = ("recorded", "closed", "emergency_ended")
ACTS = ("erase", "anonymise", "keep")
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Rule:
    """How long one kind of fact is kept: `days` after what, and not fewer than `at_least`.

    `what` is "erase", "anonymise" or "keep"; `when` says the event in words, `stays` what is left.
    """

    kind: str
    name: Text
    purpose: Text
    what: str
    stays: Text
    source: Text
    after: str = ""
    when: Text | None = None
    days: int = 0
    at_least: int = 0


def read_schedule(text: str, name: str = FILE.name) -> dict[str, Rule]:
    """Read a schedule. Raises ProtocolError naming file, key and line for what is wrong."""
    root = root_table(text, name)
    sources = root.table("sources")
    known = {key: sources.text(key) for key in list(sources.left)}
    kinds = root.table("kinds")
    file = TomlFile(name, root.file.lines, known)
    rules = {}
    for kind in list(kinds.left):
        table = kinds.table(kind)
        table.file = file
        rules[kind] = _rule(kind, table)
    kinds.close()
    root.close()
    return rules


def _rule(kind: str, table: Table) -> Rule:
    what = table.string("what", ACTS)
    timed = {}
    if what != "keep":
        at_least = table.integer("at_least", 0, MOST_DAYS) if table.has("at_least") else 0
        timed = {
            "after": table.string("after", EVENTS),
            "when": table.text("when"),
            "at_least": at_least,
            "days": table.integer("days", at_least, MOST_DAYS),
        }
    rule = Rule(
        kind=kind,
        name=table.text("name"),
        purpose=table.text("purpose"),
        what=what,
        stays=table.text("stays"),
        source=table.source(),
        **timed,  # type: ignore[arg-type]
    )
    table.close()
    return rule


def cut_off(
    rule: Rule, today: datetime, endings: Sequence[datetime], before: datetime | None = None
) -> datetime | None:
    """The moment before which facts of a kind are forgotten now; None where none are.

    `today` is the first moment of the present local day: what came since then always stays, so
    that a day's figures are whole before they are kept. `endings` are when emergencies ended.
    By hand (`before`) the schedule's days need not have passed, but `at_least` must.
    """
    if rule.what == "keep":
        return None
    wait = timedelta(days=rule.days if before is None else rule.at_least)
    limit = today if before is None else min(before, today)
    if rule.after == "emergency_ended":
        over = [end for end in endings if end < limit and end + wait <= today]
        return max(over, default=None)
    return min(limit, today - wait)


def next_time(rule: Rule, endings: Sequence[datetime]) -> datetime | None:
    """When the last emergency's facts of a kind are due by themselves; None where it is open."""
    if rule.what == "keep" or rule.after != "emergency_ended" or not endings:
        return None
    return max(endings) + timedelta(days=rule.days)
