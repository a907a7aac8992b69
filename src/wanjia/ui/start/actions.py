"""What a head says of the setting up: a step is left for later, the address that phones open."""

from django.db import transaction

from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.setup_steps import setup_steps


def _own_community(viewer: Viewer) -> Community:
    viewer.need("head")
    return Community.objects.select_for_update().get(id=viewer.community_id)


@transaction.atomic
def set_aside(viewer: Viewer, step: str, aside: bool) -> Community:
    """Leave a step for later, or take it up again; raises Problem `kernel.not_found`."""
    community = _own_community(viewer)
    if step not in {known.key for known in setup_steps()}:
        raise Problem("kernel.not_found")
    left = [key for key in community.setup_aside if key != step] + [step] * aside
    if left != community.setup_aside:
        community.setup_aside = left
        community.save(update_fields=["setup_aside"])
        journal.write(viewer, "setup.aside", subject=community.id, after={"aside": left})
    return community


@transaction.atomic
def finish_setup(viewer: Viewer) -> Community:
    """Take the setting up off Today, whatever is left of it; `/start/` stays."""
    community = _own_community(viewer)
    if community.setting_up:
        community.setting_up = False
        community.save(update_fields=["setting_up"])
        journal.write(viewer, "setup.finished", subject=community.id)
    return community


@transaction.atomic
def set_address(viewer: Viewer, address: str) -> Community:
    """Set the address that phones open, as `read_address` returns it; it is not tried yet."""
    community = _own_community(viewer)
    before = community.public_address
    if address != before:
        community.public_address, community.address_reached = address, False
        community.save(update_fields=["public_address", "address_reached"])
        journal.write(
            viewer,
            "setup.address",
            subject=community.id,
            before={"address": before},
            after={"address": address},
        )
    return community


@transaction.atomic
def note_reached(viewer: Viewer) -> Community:
    """Note that a phone arrived by the address."""
    community = _own_community(viewer)
    if not community.address_reached:
        community.address_reached = True
        community.save(update_fields=["address_reached"])
        after = {"address": community.public_address}
        journal.write(viewer, "setup.reached", subject=community.id, after=after)
    return community
