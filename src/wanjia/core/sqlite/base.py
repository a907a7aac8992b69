"""Django's SQLite, with ids that are read quickly.

SQLite keeps an id as text, and a page of thousands of rows reads the same ids (the community's,
the doors') again and again: making a UUID of each is a tenth of its time.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base, operations

KEPT = 32_768

_read_id = lru_cache(maxsize=KEPT)(UUID)


class DatabaseOperations(operations.DatabaseOperations):
    def convert_uuidfield_value(self, value: Any, *_: Any) -> Any:
        """Return the id; one that was read lately is the same object."""
        return None if value is None else _read_id(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
