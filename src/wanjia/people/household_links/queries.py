"""The secret of a household's page: looked up in one place, where what opens nothing is counted."""

from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.encryption.fields import SealedField, encrypt
from wanjia.core.prepared_queries import ID, prepared, rows_of
from wanjia.people.models import HouseholdLink

COMMUNITY = "SELECT community_id FROM people_householdlink WHERE token = %s"


def link_by(token: str) -> HouseholdLink | None:
    """Return the link of a secret, a revoked one too, with its community and its dwelling's estate;
    None where there is no such link. Raises Problem `kernel.too_often` where that was asked too
    often.
    """
    while community := community_of(token):
        for link in _links_by_token(community, token):
            return link
        _community_of.cache_clear()  # What was known is of another database, or of the past.
    count_wrong_secret()
    return None


@prepared(community=ID, token=SealedField())
def _links_by_token(community: UUID, token: str) -> QuerySet[HouseholdLink]:
    rows = HouseholdLink.objects.filter(community_id=community, token=token)
    return rows.select_related("community", "dwelling__stairwell__estate")


def community_of(token: str) -> UUID | None:
    """Return the community that a household's secret is of: it must be known before its rows are
    asked for, for it says where they lie. It never changes, so it is asked for once.
    """
    try:
        return _community_of(token)
    except HouseholdLink.DoesNotExist:
        return None


@lru_cache(maxsize=20_000)
def _community_of(token: str) -> UUID:
    # In words of its own: when a round opens, a whole estate asks for the first time.
    found = rows_of(COMMUNITY, [encrypt(token)])
    if not found:
        raise HouseholdLink.DoesNotExist
    return UUID(str(found[0][0]))
