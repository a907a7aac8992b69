"""`waste.toml` as read. Pure."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("waste.toml")


class WasteError(ValueError):
    """What is wrong in the file: its name, the line, the key, and what must stand there."""


@dataclass(frozen=True)
class WasteRules:
    """What is sprayed (mg/L), how full a bag may be, and the clocks in hours and years."""

    agent_zh: str
    agent_en: str
    ppm: int
    bag_full: str
    haulier_hours: int
    disinfect_hours: int
    keep_years: int


@cache
def load_waste(path: Path = FILE) -> WasteRules:
    """Read the rules. Raises WasteError naming file, line and key for what is wrong."""
    text = path.read_text("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WasteError(f"{path.name}: {error}") from error

    def wrong(key: str, must: str) -> WasteError:
        lines = text.splitlines()
        at = next((n for n, line in enumerate(lines, 1) if line.startswith(key)), len(lines))
        return WasteError(f"{path.name}, line {at}: {key} must be {must}, not {table.get(key)!r}")

    def whole(key: str) -> int:
        value: Any = table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise wrong(key, "a whole number above 0")
        return value

    agent = table.get("agent")
    if not isinstance(agent, dict) or not all(agent.get(key) for key in ("zh", "en")):
        raise wrong("agent", "a name in zh and en")
    full = table.get("bag_full")
    if not isinstance(full, str) or full.count("/") != 1:
        raise wrong("bag_full", 'a fraction like "2/3"')
    return WasteRules(
        agent["zh"],
        agent["en"],
        whole("ppm"),
        full,
        whole("haulier_hours"),
        whole("disinfect_hours"),
        whole("keep_years"),
    )
