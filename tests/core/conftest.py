"""A sealed zone with its round open, as the tests of reports have it."""

from tests.reports.conftest import at, morning, people, zone

__all__ = ["at", "morning", "people", "zone"]
