"""A request is a trace of its household, unless somebody else asked for it.

The daughter elsewhere whose mother takes no call says nothing of the mother but that.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.needs.models import Need, NeedNote, NoteKind
from wanjia.people.models import Resident
from wanjia.people.traces import Rows, trace


@trace("need", _("求助"), "dwelling", "opened_at")
def _needs(viewer: Viewer) -> Rows:
    lives_there = Resident.objects.of(viewer).filter(
        dwelling=OuterRef("dwelling"), name=OuterRef("asker"), left_at=None
    )
    return Need.objects.of(viewer).filter(Q(asker="") | Exists(lives_there))


@trace("need_word", _("求助里回话"), "need__dwelling", "recorded_at")
def _words(viewer: Viewer) -> Rows:
    return NeedNote.objects.of(viewer).filter(kind=NoteKind.ASKER, need__asker="")
