"""The server is killed at random moments under load, and goes on: each acknowledged write is there
once, and nothing is half done.

A hundred times on each database, or as often as ten seconds allow (half a minute with `--long`),
but ten times at least; `--kills 200` does it 200 times on each, however long that takes.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from tests.lost.clients import Load
from tests.lost.town import shift
from tests.lost.warming import Town, Warm, free_port

DAYS = 12  # the zone's rounds open anew each morning of the story
LEAST = 10  # lives, however slow the machine is
BACK = 1.5  # hours that the clock is set back in one life of three


def test_killed_at_any_moment_the_server_loses_nothing_and_leaves_nothing_half_done(
    warm: Warm, new_town: Callable[[str], Town], kind: str, kills: int, seconds: float
) -> None:
    town, dice = new_town(kind), random.Random(kills)
    port = free_port()
    load = Load(town.story, port)
    until = time.monotonic() + seconds
    lives = 0
    for life in range(kills):
        if life >= LEAST and time.monotonic() > until:
            break
        lives += 1
        back = BACK if life % 3 == 1 else 0
        running = warm.serve(town, port, shift=shift(life * DAYS // kills, -back))
        load.open()
        load.wait_for(1, 5)
        load.wait_for(dice.randint(0, 11), 0.5)
        time.sleep(dice.uniform(0, 0.03))
        running.kill()
        load.pause()
    running = warm.serve(town, port, shift=shift(DAYS))
    load.open()
    load.stop()
    running.kill()
    load.reckon(warm.call(town, "tests.lost.town:stored"))
    assert load.kept.count() >= lives, f"{lives} lives with too little load"
    checked = warm.run(town, "check", shift=shift(DAYS))
    assert checked.returncode == 0, checked.stderr


def test_postgresql_killed_or_restarted_under_load_is_waited_for(
    warm: Warm, new_town: Callable[[str], Town], server: Any
) -> None:
    """The server stays: it says 503 while the database is away and goes on by itself after."""
    town = new_town("postgresql")
    running = warm.serve(town, shift=shift())
    load = Load(town.story, running.port)
    try:
        load.open()
        for how in (server.kill, server.restart, server.kill, server.stop):
            time.sleep(0.5)
            how()
            time.sleep(0.2)
            server.start()
        time.sleep(0.5)
        load.stop()
    finally:
        running.kill()
        server.start()
    load.reckon(warm.call(town, "tests.lost.town:stored"))
    checked = warm.run(town, "check", shift=shift(0, 1))
    assert checked.returncode == 0, checked.stderr
