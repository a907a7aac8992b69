"""Orders to the warm process (`warm.py`): run a command, call a function, serve, kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class Done:
    """A command's code and what it said."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Town:
    """A data folder and its database; `url` is empty for SQLite."""

    folder: Path
    url: str = ""
    story: dict[str, Any] = field(default_factory=dict)

    @property
    def where(self) -> dict[str, Any]:
        return {"data": str(self.folder), "url": self.url}


class Warm:
    """The warm process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        made = folder / "made"
        environment = {**os.environ, "WANJIA_DATA": str(folder), "DATABASE_URL": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.lost.warm", str(made)],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.made = Town(made, "", json.loads(self._line()))

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def order(self, **order: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self._line())

    def _streams(self) -> tuple[Path, Path]:
        self.number += 1
        return self.folder / f"{self.number}.out", self.folder / f"{self.number}.err"

    def _do(self, order: dict[str, Any]) -> Done:
        out, err = self._streams()
        pid = self.order(out=str(out), err=str(err), **order)
        code = self.order(do="wait", pid=pid)
        return Done(code, out.read_text(), err.read_text())

    def run(self, town: Town, *words: str, **more: Any) -> Done:
        """Run a command of the program on a town."""
        return self._do({"do": "run", "words": list(words), **town.where, **more})

    def call(self, town: Town, function: str, **given: Any) -> Any:
        """What `tests.lost.module:function` returns, called beside the town's database."""
        done = self._do({"do": "call", "function": function, "given": given, **town.where})
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    def serve(self, town: Town, port: int = 0, **more: Any) -> "Server":
        """A server on a town, once it answers."""
        out, err = self._streams()
        port = port or free_port()
        pid = self.order(do="serve", port=port, out=str(out), err=str(err), **town.where, **more)
        server = Server(self, pid, port, err)
        server.wait()
        return server

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Server:
    """A running server: granian's main process and its worker, one group."""

    warm: Warm
    pid: int
    port: int
    log: Path

    def wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5):
                return
            time.sleep(0.01)
        raise AssertionError(f"the server did not come up: {self.log.read_text()[-4000:]}")

    def kill(self) -> None:
        """SIGKILL to all of it, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.warm.order(do="wait", pid=self.pid)
        # Its worker, an orphan now, is gone when nobody listens any more.
        with suppress(OSError):
            while True:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                time.sleep(0.002)

    def workers(self) -> list[int]:
        """The processes of the group."""
        found = []
        for one in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = one.read_text().rsplit(")", 1)[1].split()
                if int(fields[2]) == self.pid:
                    found.append(int(one.parent.name))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
