"""What readings cost beside each other: `prices.toml`, checked on load."""

import tomllib
from importlib.resources import files

SECTIONS = ("doubts", "doors", "evidence")


def load(text: str) -> dict[str, dict[str, float]]:
    """Take the prices from their file. Raises ValueError with the section and key that is wrong."""
    data = tomllib.loads(text)
    for section in SECTIONS:
        for name, value in data.get(section, {"": None}).items():
            if not isinstance(value, int | float):
                raise ValueError(f"prices.toml: [{section}] {name} must be a number")
    return {section: data[section] for section in SECTIONS}


_PRICES = load(files(__package__).joinpath("prices.toml").read_text("utf-8"))
DOUBTS, DOORS, EVIDENCE = (_PRICES[section] for section in SECTIONS)
