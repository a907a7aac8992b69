"""What Today tells of without asking: counted when it changes and every minute, kept in the cache.

A process that has not counted yet, or not lately, says nothing rather than something old; the
work of the next minute counts again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from wanjia.core import clock

T = TypeVar("T")
FRESH = timedelta(minutes=5)
# What changed in a worker process, by key, for the server that asked it: None where it is to be
# counted anew. No list elsewhere.
changes: list[tuple[str, object]] | None = None


def take_over(news: list[tuple[str, object]] | None) -> None:
    """Keep what a worker process has counted, and forget what it says has changed."""
    for key, kept in news or ():
        if kept is None:
            cache.delete(key)
        else:
            cache.set(key, kept, None)


def _note(key: str, kept: object) -> None:
    if changes is not None:
        changes.append((key, kept))


@dataclass(frozen=True)
class CachedCount(Generic[T]):
    """A count by the name of its key; `count` asks the database for a community."""

    key: str
    count: Callable[[UUID], T]

    def renew(self, community: UUID) -> T:
        """Count anew and keep it."""
        key, found = self._cache_key(community), self.count(community)
        kept = (clock.now(), found)
        cache.set(key, kept, None)
        _note(key, kept)
        return found

    def renew_after(self, community: UUID) -> None:
        """Count anew once the present transaction is stored."""
        transaction.on_commit(lambda: self.renew(community))

    def now(self, community: UUID) -> T | None:
        """Return what was counted, if that is not long ago; it asks the database nothing."""
        kept: tuple[datetime, T] | None = cache.get(self._cache_key(community))
        if kept is None or abs(clock.now() - kept[0]) > FRESH:
            return None
        return kept[1]

    def get(self, community: UUID) -> T:
        """Return what was counted lately, or count now: for what no minute's work counts."""
        found = self.now(community)
        return self.renew(community) if found is None else found

    def forget(self, community: UUID) -> None:
        """Have it counted anew at the next look, and again once the transaction is stored."""
        key = self._cache_key(community)
        cache.delete(key)
        transaction.on_commit(lambda: cache.delete(key))
        _note(key, None)

    def _cache_key(self, community: UUID) -> str:
        return f"{self.key}-{community}"
