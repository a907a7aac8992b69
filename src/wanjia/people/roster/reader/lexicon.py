"""`words.toml` as read."""

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("words.toml")


def _words(path: Path = FILE) -> dict[str, frozenset[str]]:
    """The lists of words by key; raises ValueError naming file and key for what is no list."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    for key in ("repeats", "nothing", "nobody", "required", "other_papers"):
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise ValueError(f"{path.name}: {key} must be a list of texts")
    return {key: frozenset(value) for key, value in data.items()}


# Under a heading of names: what stands in a cell is one person's name, as it is.
ONE_PERSON_A_CELL = "一格一人"
_ALL = _words()
REPEATS = _ALL["repeats"]
NOTHING = _ALL["nothing"]
NOBODY = _ALL["nobody"]
REQUIRED = _ALL["required"]
OTHER_PAPERS = _ALL["other_papers"]
