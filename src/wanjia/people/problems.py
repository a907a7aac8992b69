"""What the people floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "people.not_theirs": (_("没有找到这位居民，可能已搬走。"), 404),
        "start.gone": (
            _("这个开张链接已用过或过期。请在装万家的电脑上运行 wanjia start，会给一个新的。"),
            410,
        ),
        "start.name_taken": (_("“{name}”已经在用了。请换一个名字，或请主任邀请您。"), 409),
        "practice.nothing": (_("这里没有装练习用的居民区。"), 409),
        "start.nobody": (
            _("这里还没有居委会。请运行 wanjia serve，打开它给的链接；或先导入名册。"),
            404,
        ),
        "invitation.gone": (_("这个邀请已用过、收回或过期。请找居委会主任重发一个。"), 410),
        "invitation.role": (_("请选角色。"), 422),
        "invitation.name": (_("请填姓名。"), 422),
        "invitation.username": (_("用户名要 2 到 40 个字，中间不留空格。"), 422),
        "invitation.taken": (_("用户名“{name}”已有人用，请换一个。"), 409),
        "invitation.password": (_("{why}"), 422),
        "invitation.again": (_("两次写的密码不一样。"), 422),
        "invitation.wrong": (_("现在的密码不对。"), 422),
        "member.elsewhere": (_("{name}也在别的居民区工作，请运维人员重发。"), 409),
        "member.last_head": (_("至少要留一位主任。请先让另一个人做主任。"), 409),
        "photo.too_big": (_("照片太大，最多 {most} MB。"), 413),
        "photo.too_many_pixels": (
            _("照片太大（{size} 像素），这种格式最多 {most} 百万像素。请截小一点，或用 JPG 重拍。"),
            413,
        ),
        "photo.unreadable": (_("这不是能读的照片。请用 JPG、PNG 或 WebP。"), 422),
        "people.no_name": (_("请填姓名。"), 400),
        "people.field_unknown": (_("不能改“{field}”。"), 400),
        "people.too_long": (_("“{field}”太长（最多 {length} 字）。"), 400),
        "people.date_future": (_("日期 {date} 还没到，请填今天或以前。"), 422),
        "people.date_past": (_("日期 {date} 已过去，请填今天或以后。"), 422),
        "people.choice_unknown": (_("没有“{value}”这一项。"), 400),
        "people.door_unknown": (
            _("没有找到“{text}”这一户。请写成 23-602，几个小区都有时请写明小区。"),
            422,
        ),
        "people.lives_there": (_("已经住在 {door}。"), 409),
        "people.roster_unreadable": (_("读不了“{file}”：{why}。"), 422),
        "people.roster_asks": (_("名册还没有导入，先要问一句：{why}"), 409),
        "people.roster_empty": (_("名册里没有可以导入的人：表头下面没有一行有姓名。"), 422),
        "people.community_needed": (
            _("有几个居民区，请用 --community 写明导入哪一个：{names}。"),
            409,
        ),
        "people.community_unknown": (_("没有居民区“{name}”。"), 404),
        "people.confirm_needed": (_("没有导入。确认无误后加 --yes 再运行一次。"), 409),
        "people.file_missing": (_("打不开文件 {file}。"), 404),
        "people.upload_missing": (_("上传的文件已不在（一小时内有效），请重新上传。"), 409),
        "people.upload_too_big": (_("文件超过 20 MB，请拆开再传。"), 413),
        "people.no_link": (_("这一户还没有二维码。请先打印。"), 404),
    }
)
