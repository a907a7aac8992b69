"""Whether a server runs on this data folder: what must not be done beneath one asks here."""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "serving.lock"


def hold(folder: Path) -> None:
    """Say that this process serves the folder, as long as it lives; kept through `exec`."""
    handle = _opened(folder)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)


def settle() -> None:
    """Take what the process has loaded out of the collector's rounds: looking through all of the
    program for rubbish, of which it makes none, held up one page in fifty by a tenth of a second.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep servers from starting on the folder; False where one runs already."""
    handle = _opened(folder)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    return os.open(folder / NAME, os.O_CREAT | os.O_RDWR, 0o600)
