"""The kinds of journal entries that ui writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "link.old_used": _("旧二维码发来填报，没有记入"),
    },
)
