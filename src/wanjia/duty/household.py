"""Whom a household calls: the doctor on duty and the people of its grid, on its page."""

from typing import Any

from wanjia.core.household_page import HouseholdPage, household_part, whom_to_call
from wanjia.duty.doctor_on_duty import doctors_on_duty


@household_part("after", order=50, template="duty/household_numbers.html")
def numbers(page: HouseholdPage) -> dict[str, Any]:
    """Who can be called now."""
    return {
        "group": whom_to_call(page.link),
        "doctors": doctors_on_duty(page.link.community_id),
    }
