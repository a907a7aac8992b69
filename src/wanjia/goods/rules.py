"""`rules.toml` as read. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanjia.zoning.protocols.toml_table import Table, root_table
from wanjia.zoning.protocols.values import Text

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class WasteRules:
    """What is sprayed (mg/L), how full a bag may be, and the clocks in hours and years."""

    agent: Text
    ppm: int
    bag_full: str
    haulier_hours: int
    disinfect_hours: int
    keep_years: int


@dataclass(frozen=True)
class RoundRules:
    """How carts walk (metres a minute) and wait (minutes), and what an unheard home will give."""

    metres_a_minute: int
    gate_minutes: int
    apart_minutes: int
    bags_each: int
    goods_minutes: int
    goods_minutes_each: int
    waste_minutes: int
    waste_minutes_each: int


@dataclass(frozen=True)
class GoodsRules:
    """All of `rules.toml`."""

    waste: WasteRules
    rounds: RoundRules


@cache
def load_rules(path: Path = FILE) -> GoodsRules:
    """Read the rules. Raises ProtocolError naming file, key and line for what is wrong."""
    root = root_table(path.read_text("utf-8"), path.name)
    rules = GoodsRules(_waste(root.table("waste")), _rounds(root.table("rounds")))
    root.close()
    return rules


def _waste(table: Table) -> WasteRules:
    rules = WasteRules(
        agent=table.text("agent"),
        ppm=table.integer("ppm", 100, 20_000),
        bag_full=table.string("bag_full"),
        haulier_hours=table.integer("haulier_hours", 1),
        disinfect_hours=table.integer("disinfect_hours", 1),
        keep_years=table.integer("keep_years", 1),
    )
    table.close()
    return rules


def _rounds(table: Table) -> RoundRules:
    rules = RoundRules(
        metres_a_minute=table.integer("metres_a_minute", 1),
        **{
            key: table.integer(key)
            for key in (
                "gate_minutes",
                "apart_minutes",
                "bags_each",
                "goods_minutes",
                "goods_minutes_each",
                "waste_minutes",
                "waste_minutes_each",
            )
        },
    )
    table.close()
    return rules
