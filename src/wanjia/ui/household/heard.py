"""What a household wrote is heard, also where its form cannot be stored."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import NIL
from wanjia.people.models import Resident
from wanjia.reports.answers.actions import Given, hear_given
from wanjia.ui.household.forms import person_values


@transaction.atomic
def hear_refused(
    viewer: Viewer, people: Iterable[Resident], data: Mapping[str, str], round_id: UUID = NIL
) -> None:
    """Hear the words of a form that cannot be stored: they are lost with the page otherwise."""
    said = [
        Given(person.id, symptoms=person_values(person.id, data)["symptoms"])
        for person in people
        if data.get(f"symptoms-{person.id.hex}")
    ]
    hear_given(viewer, round_id, said, "household", ())
