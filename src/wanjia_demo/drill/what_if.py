"""The same days with other figures, side by side: what two ill, or a second outbreak, would do.

[two_ill]
name = "七人里病两人"
away = [{ who = "committee", people = 2, day = 3, days = 7 }]

[half_the_volunteers]
volunteers = 30
"""

import json
import os
import sys
import tomllib
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from wanjia_demo.drill.settings import Settings, load_settings

AT_ONCE = 2  # played at the same time, each in a process and a folder of its own
LATE = ("life", "answered", "done", "alarm", "contact", "visit", "standing")


def read_cases(path: Path, own: str | None, asked: Mapping[str, Any]) -> dict[str, Settings]:
    """Return each case of a file with the settings it plays; raises ValueError naming the case.

    `own` is the text of one's own drill.toml, `asked` what the command line gives.
    """
    try:
        cases = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    found = {}
    for key, figures in cases.items():
        if not isinstance(figures, dict):
            raise ValueError(
                f"{path.name}：{key} 应是一个表 [{key}]。 {path.name}: {key} must be a table."
            )
        over = dict(figures)
        name = str(over.pop("name", key))
        found[name] = load_settings(own, {**asked, **over}, f"{path.name} [{key}]")
    if not found:
        raise ValueError(f"{path.name}：里面没有情形。 {path.name}: holds no case.")
    return found


def play_all(cases: Mapping[str, Settings], seed: int, as_json: bool) -> int:
    """Play all cases with one seed and print them side by side; 1 when any broke a promise."""
    with ProcessPoolExecutor(min(AT_ONCE, os.cpu_count() or 1), get_context("spawn")) as pool:
        playing = {name: pool.submit(_play, settings, seed) for name, settings in cases.items()}
        outcomes = {name: one.result() for name, one in playing.items()}
    if as_json:
        print(json.dumps(outcomes, ensure_ascii=False))
    else:
        _show(outcomes)
    return 0 if all(one["kept"] for one in outcomes.values()) else 1


def _play(settings: Settings, seed: int) -> dict[str, Any]:
    from wanjia_demo.drill.cli import play

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
    outcome: dict[str, Any] = play(settings, seed).as_json()
    return outcome


def _show(outcomes: Mapping[str, Mapping[str, Any]]) -> None:
    """Print a table: a line a case, the late of each kind and the committee's hours."""
    from wanjia_demo.drill.show import KINDS

    for kind in LATE:
        print(f"{kind:<9} {KINDS[kind]}")
    head = "".join(f"{kind:>10}" for kind in LATE)
    print(f"{'':<24}{head}{'h/day':>8}{'longest':>9}{'out':>5}")
    for name, one in outcomes.items():
        late = "".join(f"{one['late'][kind]['late']:>10}" for kind in LATE)
        office = one["pools"]["committee"]
        print(
            f"{_fit(name, 24)}{late}{office['hours_a_day']:>8}{office['longest_day']:>9}"
            f"{office['most_out_in_a_night']:>5.0f}"
        )
    sys.stdout.flush()


def _fit(text: str, width: int) -> str:
    """Fill a text up to a width in columns; Chinese signs take two."""
    columns = sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
    return text + " " * max(width - columns, 1)
