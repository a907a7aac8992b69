"""Pages of a list whose length is known from its counts."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

PAGE = 50


class Counted(Paginator):
    """A paginator that is told how many there are, and asks the database for the page alone."""

    def __init__(self, rows: Any, known: int) -> None:
        super().__init__(rows, PAGE)
        self.known = known

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.known


def page_of(rows: Any, known: int, number: str | None) -> Page:
    """Return the asked page of `rows`, of which there are `known`."""
    return Counted(rows, known).get_page(number)
