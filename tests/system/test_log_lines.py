"""Logs do not fill the disk: they are put aside when full, and say the same fault once a minute."""

import logging
import logging.config

import pytest

from wanjia.core import logs


@pytest.fixture
def lines(tmp_path):
    """A logger whose lines go to a file, and what is in it."""
    file = tmp_path / "wanjia.log"
    form = logs.logging_for("json", False, str(file))
    handler = logging.handlers.RotatingFileHandler(file, maxBytes=3000, backupCount=2)
    handler.setFormatter(logs.JsonLines())
    handler.addFilter(logs.OnceAMinute())
    log = logging.Logger("wanjia.tried")
    log.addHandler(handler)
    assert form["handlers"]["lines"]["maxBytes"] == logs.FILE_BYTES
    return log, lambda: [path.read_text() for path in sorted(tmp_path.glob("wanjia.log*"))]


def told(log, at, words="the disk is full", **more):
    record = log.makeRecord(log.name, logging.ERROR, "x.py", 1, words, (), None, extra=more)
    record.created = at
    log.handle(record)


def test_the_same_fault_is_told_once_a_minute_with_how_often_it_came(lines):
    log, read = lines
    for second in range(100):
        told(log, 1000 + second, route="today", ms=second)
    told(log, 1001, "the database is gone")
    told(log, 1002, route="needs")
    [text] = read()
    assert text.count("the disk is full") == 3  # twice of one route, once of another
    assert '"repeated": 59' in text
    assert text.count("the database is gone") == 1


def test_what_is_no_fault_is_told_each_time(lines):
    log, read = lines
    for _ in range(3):
        log.info("request")
    assert read()[0].count("request") == 3


def test_a_full_file_is_put_aside_and_few_are_kept(lines):
    log, read = lines
    for second in range(200):
        told(log, 1000 + 61 * second)
    assert len(read()) == 3
    assert all(len(one) <= 3000 for one in read())
