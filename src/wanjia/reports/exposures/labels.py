"""How a contact stands to a case, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.reports.models import CloseContact

RELATIONS: Mapping[str, str | Promise] = {
    "household": _("同住"),
    "sharers": _("合用厨卫"),
    "same_floor": _("同一层"),
    "floor_above": _("楼上"),
    "floor_below": _("楼下"),
    "stairwell": _("同一楼道"),
    "tube": _("同一管"),
    "queue": _("同时排队采样"),
    "lift": _("同一部电梯"),
    "door_caller": _("上过门的工作人员"),
    "on_duty": _("当时在那里值班"),
    "same_visit": _("同时在一处"),
}


def relation_words(contact: CloseContact) -> str:
    """Return why somebody is a contact: the relation, and what is known beside it."""
    relation = str(RELATIONS.get(contact.relation, contact.relation))
    return f"{relation} · {contact.words}" if contact.words else relation


def contact_name(contact: CloseContact) -> str:
    """Return who a contact is: the door and name, or a name from elsewhere."""
    if contact.resident:
        return f"{contact.resident.dwelling.door} {contact.resident.name}"
    return contact.staff.name if contact.staff else contact.name
