"""What lies in the data folder is its owner's alone, however the program was started."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(folder: Path) -> None:
    """Make what this process writes from now on its owner's alone, and the folder with what lies
    in it now.

    What is another's stays as it is: a folder that an administrator shares out on purpose belongs
    to root. Below the folder's first level nothing need be looked at: nobody else gets there.
    """
    if os.name != "posix":
        return
    os.umask(0o077)
    _close_to_others(folder)
    with suppress(OSError):
        for path in folder.iterdir():
            _close_to_others(path)


def _close_to_others(path: Path) -> None:
    with suppress(OSError):
        found = path.lstat()
        is_plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        if is_plain and found.st_uid == os.getuid() and found.st_mode & OTHERS:
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
