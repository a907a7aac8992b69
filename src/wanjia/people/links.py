"""The secret of a household's page: looked up in one place, where what opens nothing is counted."""

from wanjia.kernel.throttle import wrong_secret
from wanjia.people.models import HouseholdLink


def link_by(token: str) -> HouseholdLink | None:
    """The link of a token, a revoked one too, with its community and its door; None where there is
    no such link. Raises Problem `kernel.too_often` where that was asked too often."""
    rows = HouseholdLink.objects.select_related("community", "dwelling__stairwell__estate")
    found = rows.filter(token=token).first()
    if found is None:
        wrong_secret()
    return found
