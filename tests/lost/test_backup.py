"""A backup made under load is put back as it was at one moment; what is cut, altered, newer or
sealed with another key is refused with a sentence, and nothing is touched."""

import gzip
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lost.clients import Load
from tests.lost.town import shift
from tests.lost.warming import Town, Warm

from wanjia.core.backup.container import BrokenBackup, Manifest, open_backup, write_backup

FACTS = Manifest(
    at="2022-04-18T10:40:00+00:00", program="0.1.0", engine="sqlite", migrations=[],
    rows={}, columns={}, seal="",
)  # fmt: skip


LISTED = ("answers", "needs", "contacts", "publications", "undone")


def packed(path: Path) -> Path:
    """A small backup with two members."""
    with write_backup(path) as into:
        into.manifest(FACTS)
        into.text("files/a", b"a" * 5000)
        into.text("files/b", bytes(range(256)))
    return path


def test_a_backup_opens_with_any_tar(tmp_path: Path) -> None:
    path = packed(tmp_path / "wanjia-1.tar.gz")
    words = ["tar", "xzf", str(path), "-C", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "files/b").read_bytes() == bytes(range(256))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_altered_bit_or_a_cut_is_told_wherever_it_is(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = packed(Path(folder) / "one.tar.gz")
        whole = path.read_bytes()
        at = data.draw(st.integers(0, len(whole) * 8 - 1))
        bent = bytearray(whole)
        bent[at // 8] ^= 1 << at % 8
        cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
        for other in (bytes(bent), cut, whole + b"\0"):
            path.write_bytes(other)
            # The four bytes of the tail that say when it was written say nothing.
            if other is not cut and _alike(other, whole):
                continue
            with pytest.raises(BrokenBackup), open_backup(path):
                pass


def _alike(one: bytes, other: bytes) -> bool:
    tail = len(gzip.compress(bytes(72), 0))
    time_at = slice(len(other) - tail + 4, len(other) - tail + 8)
    bent = bytearray(one)
    bent[time_at] = other[time_at]
    return bytes(bent) == other


def test_a_backup_that_does_not_come_to_its_end_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), write_backup(tmp_path / "one.tar.gz") as into:
        into.file("files/none", tmp_path / "none")
    assert not list(tmp_path.iterdir())


def backup(warm: Warm, town: Town, *words: str) -> dict:
    done = warm.run(town, "backup", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def restore(warm: Warm, town: Town, file: str) -> dict:
    done = warm.run(town, "restore", "--yes", "--json", file)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_backed_up_under_load_is_one_moment_and_comes_back_as_it_was(
    warm: Warm, new_town: Callable[[str], Town], kind: str, tmp_path: Path
) -> None:
    town = new_town(kind)
    (town.folder / "files/imports").mkdir(parents=True)
    (town.folder / "files/imports/upload").write_bytes(b"names")
    running = warm.serve(town, shift=shift())
    load = Load(town.story, running.port)
    load.open()
    load.wait_for(10, 20)
    early = {name: list(getattr(load.kept, name)) for name in LISTED}
    made = backup(warm, town, str(tmp_path / "elsewhere"))
    load.wait_for(10, 20)
    refused = warm.run(town, "restore", "--yes", made["file"])
    load.stop()
    running.kill()
    assert refused.returncode == 1
    if kind == "sqlite":
        assert "停下" in refused.stderr
        assert "Stop it first" in refused.stderr
    after = warm.call(town, "tests.lost.town:stored")
    load.reckon(after)
    noted = json.loads((town.folder / "backup.json").read_text())
    assert noted == {key: made[key] for key in ("at", "file", "bytes", "seconds")}
    assert Path(made["file"]).stat().st_size == made["bytes"]

    without = warm.run(town, "restore", made["file"])
    assert without.returncode == 1
    assert "--yes" in without.stderr
    shutil.rmtree(town.folder / "files")
    told = restore(warm, town, made["file"])
    assert told["rows"] == made["rows"]
    assert (town.folder / "files/imports/upload").read_bytes() == b"names"
    stored = warm.call(town, "tests.lost.town:stored")
    for name, every in early.items():
        assert set(every) <= set(stored[name]), name
    checked = warm.run(town, "check", shift=shift())
    assert checked.returncode == 0, checked.stderr
    before = warm.call(town, "tests.lost.town:dump")
    again = backup(warm, town)
    assert restore(warm, town, again["file"])["aside"]
    assert warm.call(town, "tests.lost.town:dump") == before


def test_a_backup_that_does_not_fit_is_refused_and_nothing_is_touched(
    warm: Warm, new_town: Callable[[str], Town], tmp_path: Path
) -> None:
    town = new_town("sqlite")
    made = Path(backup(warm, town, str(tmp_path / "one.tar.gz"))["file"])
    before = warm.call(town, "tests.lost.town:dump")

    def refused(path: Path, zh: str, en: str, where: Town = town) -> None:
        done = warm.run(where, "restore", "--yes", str(path))
        assert done.returncode == 1
        assert zh in done.stderr
        assert en in done.stderr
        assert "Traceback" not in done.stderr

    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(made.read_bytes()[:-2000])
    refused(cut, "不是完整的备份", "not a whole backup")
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"PK" + bytes(5000))
    refused(other, "不是完整的备份", "not a whole backup")
    refused(tmp_path / "none.tar.gz", "没有", "There is no file")
    with open_backup(made) as (manifest, _):
        newer = [*manifest.migrations, ["needs", "9999_of_tomorrow"]]
    with write_backup(cut) as into:
        into.manifest(replace(manifest, migrations=newer, program="9.9"))
    refused(cut, "更新版本", "a newer Wanjia (9.9)")
    with write_backup(cut) as into:
        into.manifest(replace(manifest, engine="postgresql"))
    refused(cut, "wanjia move", "the same kind of database")
    with write_backup(cut) as into:
        into.manifest(replace(manifest, seal="0" * 32))
    refused(cut, "seal.key", "another seal.key")
    lying = replace(manifest, rows={**manifest.rows, "needs_need": 10**6})
    with write_backup(cut) as into, tarfile.open(made) as tar:
        into.manifest(lying)
        source = tar.extractfile("database.sqlite3")
        assert source
        into.text("database.sqlite3", source.read())
    refused(cut, "不是完整的备份", "not a whole backup")
    assert warm.call(town, "tests.lost.town:dump") == before


def test_a_backup_with_its_keys_is_put_back_on_a_new_machine(
    warm: Warm, new_town: Callable[[str], Town], tmp_path: Path
) -> None:
    town, empty = new_town("sqlite"), Town(tmp_path / "new")
    empty.folder.mkdir()
    key = (town.folder / "seal.key").read_text()
    plain = backup(warm, town, str(tmp_path / "b"))
    lost = warm.run(empty, "restore", plain["file"])
    assert lost.returncode == 1
    assert "seal.key" in lost.stderr
    with tarfile.open(plain["file"]) as tar:
        assert not [name for name in tar.getnames() if "key" in name]
    keyed = backup(warm, town, str(tmp_path / "b"), "--with-keys")
    done = warm.run(empty, "restore", keyed["file"])
    assert done.returncode == 0, done.stderr
    assert (empty.folder / "seal.key").read_text() == key
    assert (empty.folder / "seal.key").stat().st_mode & 0o77 == 0
    same = warm.call(town, "tests.lost.town:dump")
    assert warm.call(empty, "tests.lost.town:dump") == same


def test_it_keeps_the_newest_and_touches_nothing_else(
    warm: Warm, new_town: Callable[[str], Town]
) -> None:
    town = new_town("sqlite")
    folder = town.folder / "backups"
    names = [Path(backup(warm, town, "--keep", "2")["file"]).name for _ in range(3)]
    (folder / "notes.txt").write_text("mine")
    names.append(Path(backup(warm, town, "--keep", "2")["file"]).name)
    assert sorted(one.name for one in folder.iterdir()) == sorted([*names[-2:], "notes.txt"])
    assert (folder / names[-1]).stat().st_mode & 0o77 == 0


def test_a_full_disk_while_backing_up_is_told_and_earlier_backups_stay(
    warm: Warm, new_town: Callable[[str], Town]
) -> None:
    town = new_town("sqlite")
    first = backup(warm, town)
    done = warm.run(town, "backup", most=200_000)
    assert done.returncode == 1
    assert "腾出空间" in done.stderr
    assert "make room" in done.stderr
    assert [str(one) for one in (town.folder / "backups").iterdir()] == [first["file"]]


def test_nothing_to_back_up_is_told(warm: Warm, tmp_path: Path) -> None:
    done = warm.run(Town(tmp_path), "backup", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "还没有数据库" in done.stderr
