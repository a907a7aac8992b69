"""The kinds of journal entries that everyday writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.core.models import Mode
from wanjia.everyday.models import ModeSource

declare_kinds(
    __name__,
    {
        "mode.changed": _("换了状态"),
        "mode.kept": _("看过提议，保持原状"),
        "visit.made": _("走访"),
        "visit.agreed": _("约好走访"),
        "visit.planned": _("预警期间要走访"),
        "visit.called_off": _("预警过了，不用再走访"),
    },
)
tell_choices("mode", Mode.choices)
tell_choices("source", ModeSource.choices)
