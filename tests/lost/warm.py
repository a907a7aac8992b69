"""A process that has the program loaded and forks for each thing asked of it, so that a server
comes up in a tenth of a second and is killed two hundred times within the tests' time.

What it serves by is what `wanjia serve` becomes: granian's own main process and its worker, with
the regular work in it. Orders and answers are lines of JSON; see `warming.py`.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")


def load(folder: Path) -> dict[str, Any]:
    """Import what a server or a command needs; make the town, and look at its pages once, so that
    what is read or compiled at first use is there in each child."""
    import django

    django.setup()
    import granian  # noqa: F401
    from django.core.cache import cache
    from django.db import connections
    from django.test import Client
    from tests.lost import town

    import wanjia.wsgi  # noqa: F401
    from wanjia.core.encryption import fields
    from wanjia.triage import triage

    folder.mkdir()
    point({"data": str(folder), "shift": town.shift()})
    story = town.make()
    triage("要降压药", [])
    desk = Client(headers={"authorization": f"Bearer {story['key']}"})
    desk.cookies["sessionid"] = story["session"]
    home = f"/h/{story['homes'][0]['token']}/"
    buy = f"{home}buys/{story['supply']}/"
    for path in (home, buy, f"/plans/{story['east']}/", "/api/v1/rounds?open=1"):
        assert desk.get(path).status_code == 200, path
    connections.close_all()
    cache.clear()
    fields._current_cipher.cache_clear()
    return story


def point(order: dict[str, Any]) -> None:
    """Work on the data folder and the database that the order names."""
    from datetime import timedelta

    from django.conf import settings
    from django.db import connections

    from wanjia.core import clock
    from wanjia.core.database import database_from

    folder = Path(order["data"])
    settings.DATA, settings.MEDIA_ROOT = folder, folder / "files"
    settings.DATABASES = {"default": database_from(order.get("url", ""), folder)}
    connections.__dict__.pop("settings", None)
    connections.__dict__.pop("databases", None)
    connections._settings = None
    with contextlib.suppress(AttributeError):
        del connections["default"]
    clock.shift(timedelta(seconds=order.get("shift", 0)))
    # What the server's own processes are started with.
    os.environ |= {
        "WANJIA_DATA": str(folder),
        "DATABASE_URL": order.get("url", ""),
        "WANJIA_SECRET": settings.SECRET_KEY,
        "WANJIA_CLOCK": clock.now().isoformat(),
    } | order.get("env", {})


def serve(order: dict[str, Any]) -> None:
    """Become the server, as `wanjia serve` does."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces, Loops

    from wanjia.core.transfer import server_lock

    server_lock.hold(settings.DATA)
    Granian(
        "wanjia.server:application",
        address="127.0.0.1",
        port=order["port"],
        interface=Interfaces.ASGINL,
        loop=Loops.asyncio,
        workers=1,
        websockets=False,
        log_access=False,
    ).serve()


def run(order: dict[str, Any]) -> None:
    """Run one command of the program, and end with its code."""
    from wanjia.__main__ import main

    sys.argv = ["wanjia", *order["words"]]
    sys.exit(main(order["words"]))


def call(order: dict[str, Any]) -> None:
    """Call a function of the tests and print what it returns."""
    import importlib

    module, name = order["function"].split(":")
    told = getattr(importlib.import_module(module), name)(**order.get("given", {}))
    print(json.dumps(told, default=str))


DO = {"serve": serve, "run": run, "call": call}


def child(order: dict[str, Any]) -> None:
    """Do an order in a process of its own, which leads a group that can be killed at once."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream, number in ((order["out"], 1), (order["err"], 2)):
        handle = os.open(stream, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.dup2(handle, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if "most" in order:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["most"], hard))
    code = 1
    try:
        point(order)
        from wanjia.core.encryption import fields

        fields.read_keys_again()  # the folder may be another's
        DO[order["do"]](order)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Do orders until there are no more."""
    print(json.dumps(load(Path(sys.argv[1]))), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "wait":
            code = os.waitstatus_to_exitcode(os.waitpid(order["pid"], 0)[1])
            print(json.dumps(code), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            child(order)
        print(json.dumps(pid), flush=True)


if __name__ == "__main__":
    main()
