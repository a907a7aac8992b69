"""The secret of a household's page: looked up in one place, where what opens nothing is counted."""

from wanjia.kernel.throttle import wrong_secret
from wanjia.people.models import HouseholdLink
from wanjia.places.models import Dwelling


def link_by(token: str) -> HouseholdLink | None:
    """The link of a secret, a revoked one too, with its community and its dwelling's estate.

    The secret says which community it is of; only then is the dwelling asked for there. None where
    there is no such link. Raises Problem `kernel.too_often` where that was asked too often.
    """
    link = HouseholdLink.objects.filter(token=token).select_related("community").first()
    if link is None:
        wrong_secret()
        return None
    homes = Dwelling.objects.select_related("stairwell__estate")
    link.dwelling = homes.get(community_id=link.community_id, id=link.dwelling_id)
    return link
