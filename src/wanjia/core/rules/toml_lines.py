"""Where the keys of a TOML text stand: tomllib tells that of broken files only."""

import re
import tomllib
from collections import defaultdict

Path = tuple[str | int, ...]

_MULTILINE = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'', re.DOTALL)
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) of each table and key by its path; items of `[[a]]` count from 0.

    Keys inside an inline table are not in it; they stand on the line of the key that holds them.
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = defaultdict(int)
    table: Path = ()
    for number, line in enumerate(_without_long_strings(text).split("\n"), 1):
        if header := _HEADER.match(line):
            table = _table_path(_split_key(header[2]), header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            path = table
            for part in _split_key(key[1]):
                path = (*path, part)
                lines.setdefault(path, number)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of a path, or of the nearest thing around it; 1 when nothing is."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def error_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line that a syntax error names; the last one for an early end."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else text.count("\n") + 1


def shown(path: Path) -> str:
    """Return a path as people write it, counting from 1: `classes[1].steps[2].after`."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def _without_long_strings(text: str) -> str:
    return _MULTILINE.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)


def _split_key(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _table_path(parts: list[str], array: bool, counts: dict[Path, int]) -> Path:
    """Return the path of a header, going into the newest item of each array of tables on the
    way.
    """
    path: Path = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if array and place == len(parts) - 1:
            counts[path] += 1
        if counts.get(path):
            path = (*path, counts[path] - 1)
    return path
