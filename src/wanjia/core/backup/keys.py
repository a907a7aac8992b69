"""The keys beside the database: a backup leaves them out unless asked, and knows them again."""

import hashlib
import os
from pathlib import Path

FOLDER = "keys/"
SEAL, SIGN = "seal.key", "secret.key"
VARIABLES = {SEAL: "WANJIA_SEAL", SIGN: "WANJIA_SECRET"}


def texts(folder: Path) -> dict[str, str]:
    """Return the keys that are there, by the names of their files; none is made."""
    found = {}
    for name, variable in VARIABLES.items():
        text = os.environ.get(variable, "")
        if not text and (folder / name).exists():
            text = (folder / name).read_text()
        if text:
            found[name] = text.strip()
    return found


def hash_of(text: str) -> str:
    """Return by what a sealing key is known again; 512 random bits cannot be guessed from it."""
    return hashlib.sha256(b"wanjia seal " + bytes.fromhex(text)).hexdigest()[:32]


def fingerprint(folder: Path) -> str:
    """Return the hash of the sealing key that is used here; empty if there is none yet."""
    text = texts(folder).get(SEAL)
    return hash_of(text) if text else ""


def put(folder: Path, name: str, text: str) -> None:
    """Write a key for the owner alone."""
    path = folder / name
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
