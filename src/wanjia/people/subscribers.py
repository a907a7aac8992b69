"""What people follow: another roster may bring an estate, and so other short names."""

from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.places.estates.addresses import LOOKS_OF


@on("roster.imported")
def name_estates_anew(entry: Entry) -> None:
    """Forget how estates are named in front of doors."""
    LOOKS_OF.forget(entry.community_id)
