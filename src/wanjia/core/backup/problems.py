"""What backing up and restoring refuse, in both languages."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "backup.no_folder": (
            _("写不了 {path}：{why}。请换一个文件夹，或腾出空间再备份；原来的备份都还在。"),
            507,
        ),
        "backup.nothing": (
            _("这里还没有数据库，没有什么可备份。请看 WANJIA_DATA 或 DATABASE_URL 对不对。"),
            404,
        ),
        "backup.missing": (_("没有 {path} 这个文件。"), 404),
        "backup.broken": (
            _("{path} 不是完整的备份：可能没有拷完，或被改动过。什么都没有动，请换一份备份。"),
            422,
        ),
        "backup.newer": (
            _("这份备份是更新版本的万家（{program}）做的。请先升级万家再恢复；什么都没有动。"),
            409,
        ),
        "backup.engine": (
            _(
                "这份备份来自 {theirs}，这里用的是 {ours}。"
                "请先恢复到同一种数据库，再用 wanjia move 搬过来。"
            ),
            409,
        ),
        "backup.there": (
            _("这里已有数据。要用备份换掉它，请加 --yes；现在的数据会另存在一旁。"),
            409,
        ),
        "backup.served": (
            _("万家还在运行。请先停下（systemctl stop wanjia 或 Ctrl-C），再恢复。"),
            409,
        ),
        "backup.key": (
            _(
                "这份备份里的电话和证件号是用另一把 seal.key 封的。"
                "请先把那把放进 {folder}，再恢复；什么都没有动。"
                "那把真的找不回来了，就加 --without-numbers：电话、证件号和住户链接清空，"
                "其余都恢复。"
            ),
            409,
        ),
    }
)
