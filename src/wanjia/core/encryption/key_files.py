"""Keys are made once and kept outside the database, each in a file that its owner alone reads."""

import os
import secrets
import sys
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the key from `WANJIA_SECRET` or from `secret.key` in the folder, made when absent."""
    if key := os.environ.get("WANJIA_SECRET"):
        return key
    return read_or_create(folder / "secret.key", secrets.token_urlsafe(48))


def read_or_create(path: Path, new: str) -> str:
    """Return what a file of one's own keeps, `new` when there is none; says so when others may read
    it.
    """
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(new)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            print(
                f"{path.name} 别人也能读，请改成只有自己能读：chmod 600 {path.name}。"
                f" Others can read {path.name}: make it your own with chmod 600 {path.name}.",
                file=sys.stderr,
            )
    return path.read_text().strip()
