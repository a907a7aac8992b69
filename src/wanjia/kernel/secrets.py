"""The key that signs sessions: made once, kept outside the database."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the key from `WANJIA_SECRET` or from `secret.key` in the folder, made when absent."""
    if key := os.environ.get("WANJIA_SECRET"):
        return key
    path = folder / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
