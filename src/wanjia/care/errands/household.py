"""What is being bought for a household, on its page."""

from typing import Any

from django.db.models import QuerySet

from wanjia.care.errands.labels import state_of as state_of_errand
from wanjia.care.queries import open_errands
from wanjia.core.access.viewer import Viewer
from wanjia.core.household_page import HouseholdPage, household_part
from wanjia.core.prepared_queries import prepared


@household_part("after", order=40, template="care/household_errands.html")
def errands(page: HouseholdPage) -> dict[str, Any]:
    """What is being bought, and how far it is."""
    return {"errands": errands_of(page.viewer)}


def errands_of(viewer: Viewer) -> list[dict[str, Any]]:
    """What is being bought for the household, and how far it is."""
    return [{"errand": one, "state": state_of_errand(one)} for one in _errands(viewer)]


@prepared()
def _errands(viewer: Viewer) -> QuerySet[Any]:
    return open_errands(viewer)[:10]
