"""An installation to look at: a data folder whose notes the test writes itself."""

import json
import os
from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.encryption import fields
from wanjia.core.scheduling.status import NAME


@pytest.fixture
def town(alder, db):
    """A community on the first morning after its first case."""
    with clock.freeze(NOW):
        yield alder


@pytest.fixture(autouse=True)
def data(tmp_path, settings, monkeypatch):
    """A data folder of its own, and a process that has been up for an hour."""
    from wanjia.ui.system import facts

    cache.clear()
    # Tests may make their tables from the models: what migrations are noted is not their matter.
    monkeypatch.setattr(facts, "_seen_present", [True])
    key, long_ago = tmp_path / fields.KEY_FILE, (NOW - timedelta(days=30)).timestamp()
    key.write_text(fields.sealing_key(settings.DATA).hex())
    os.utime(key, (long_ago, long_ago))
    settings.DATA = tmp_path
    monkeypatch.setattr(facts, "_began", facts.time.monotonic() - 3600)
    return tmp_path


@pytest.fixture
def note(data):
    """Write what `wanjia backup` and the regular work leave in the data folder."""

    def write(*, backup=None, regular=None, acts=None):
        if backup:
            told = {"at": backup.isoformat(), "file": "a.zip", "bytes": 5_000_000, "seconds": 1.5}
            (data / "backup.json").write_text(json.dumps(told))
        if regular:
            told = {"at": regular.isoformat(), "acts": acts or {"care.count_late": [0.02, ""]}}
            (data / NAME).write_text(json.dumps(told))

    return write
