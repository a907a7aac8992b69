"""A committee is founded: its community, and the account of its head."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Role, User
from wanjia.core.problems import Problem
from wanjia.people.founding.links import check_link, use_link
from wanjia.people.invitations.actions import accept, invite


@dataclass(frozen=True)
class Founding:
    """What is asked for at the beginning: the committee, and who heads it."""

    committee: str
    committee_en: str
    town: str
    person: str
    username: str
    password: str


@transaction.atomic
def found_committee(data: Path, token: str, founding: Founding) -> User:
    """Make a community and its head's account by the link in force, which is then used up.

    Raises Problem `start.gone`, `start.name_taken`, and those of `accept`; nothing is made then.
    """
    check_link(data, token)
    name = founding.committee.strip()
    if Community.objects.filter(name=name).exists():
        raise Problem("start.name_taken", name=name)
    community = Community.objects.create(
        name=name,
        name_en=founding.committee_en.strip(),
        town=founding.town.strip(),
        setting_up=True,
    )
    operator = Viewer(community.id, Role.HEAD, name=founding.person)
    _made, invitation = invite(operator, Role.HEAD, founding.person)
    user = accept(invitation, founding.username, founding.password)
    head = Viewer(community.id, Role.HEAD, user.id, user.name)
    journal.write(head, "community.founded", subject=community.id, after={"name": name})
    use_link(data)
    return user
