"""The kinds of journal entries that core writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "file.taken": _("导出了文件"),
        "key.made": _("发了接口密钥"),
        "key.revoked": _("停用接口密钥"),
    },
)
