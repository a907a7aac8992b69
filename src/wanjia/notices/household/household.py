"""Notices on a household's page."""

from typing import Any

from wanjia.core.household_page import HouseholdPage, household_part
from wanjia.notices.household.page import notices_of


@household_part("after", order=10, template="notices/household_part.html")
def notices(page: HouseholdPage) -> dict[str, Any]:
    """The notices that hold at the door."""
    return {"notices": notices_of(page.viewer, page.link)}
