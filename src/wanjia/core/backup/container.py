"""The file that a backup is: a gzipped tar, and at its end the checksum of all before it.

Any `tar` opens it. The checksum is a gzip member of its own behind the tar's end, which tar passes
over; a file that was cut short or altered by one bit is told from a whole one before it is used.
"""

import gzip
import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
_WORD = b"sha256 "
TAIL = len(gzip.compress(bytes(len(_WORD) + 65), 0))  # bytes
_PIECE = 1 << 20


class BrokenBackup(Exception):
    """The file is no backup, or not a whole one, or was altered."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: made when, by which version, of which database, with how many rows.

    `migrations` are [app, name] of those that the tables have; `columns` those of each table, in
    the order of its rows where these are kept as text; `seal` is a hash of the sealing key.
    """

    at: str
    program: str
    engine: str
    migrations: list[list[str]]
    rows: dict[str, int]
    columns: dict[str, list[str]]
    seal: str
    keys: bool = False
    format: int = FORMAT


class _Hashed:
    """A file that is hashed as it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


class Packing:
    """A backup being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def manifest(self, manifest: Manifest) -> None:
        """Say what is in it; comes first."""
        self.text(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())

    def text(self, name: str, data: bytes) -> None:
        """Add a member from memory."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, BytesIO(data))

    def file(self, name: str, path: Path) -> None:
        """Add a member from a file."""
        with path.open("rb") as source:
            member = tarfile.TarInfo(name)
            member.size, member.mode = os.fstat(source.fileno()).st_size, 0o600
            self._tar.addfile(member, source)


@contextmanager
def write_backup(path: Path) -> Iterator[Packing]:
    """Write a backup; it is at `path` when all of it is on disk, and else nothing is."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            hashed = _Hashed(file)
            with (
                gzip.GzipFile("", "wb", 1, hashed, 0) as zipped,
                tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Packing(tar)
            file.write(gzip.compress(_WORD + hashed.hash.hexdigest().encode() + b"\n", 0))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # there a folder cannot be opened, and a rename is written through
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """Open a backup after its checksum was found right. Raises Broken, OSError."""
    with path.open("rb") as file:
        _verify_checksum(file)
        file.seek(0)
        try:
            with tarfile.open(fileobj=file, mode="r:gz") as tar:
                yield _read_manifest(tar), tar
        except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
            raise BrokenBackup(str(error)) from None


def _verify_checksum(file: BinaryIO) -> None:
    left = os.fstat(file.fileno()).st_size - TAIL
    if left <= 0:
        raise BrokenBackup("too short")
    found = hashlib.sha256()
    while left:
        data = file.read(min(left, _PIECE))
        if not data:
            raise BrokenBackup("cut short")
        found.update(data)
        left -= len(data)
    # Compared as it was written: nothing of the tail may differ either.
    said = gzip.compress(_WORD + found.hexdigest().encode() + b"\n", 0)
    tail = file.read()
    if _without_time(tail) != _without_time(said):
        raise BrokenBackup("the checksum is not that of the contents")


def _without_time(tail: bytes) -> bytes:
    """Return the tail without the four bytes that say when it was written."""
    return tail[:4] + tail[8:]


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    source = tar.extractfile(first) if first and first.name == MANIFEST else None
    if source is None:
        raise BrokenBackup("no manifest")
    try:
        said = json.loads(source.read())
        return Manifest(**said)
    except (ValueError, TypeError) as error:
        raise BrokenBackup(str(error)) from None
