"""The way from a household's page to what is stored of it."""

from typing import Any

from wanjia.core.household_page import HouseholdPage, household_part


@household_part("after", order=70, template="privacy/household_kept.html")
def kept(_page: HouseholdPage) -> dict[str, Any]:
    """Return a link alone."""
    return {}
