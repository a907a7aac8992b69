"""What the people floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "people.not_theirs": Sentence(
            "没有找到这位居民，可能已搬走。", "No such resident; they may have moved away.", 404
        ),
        "invitation.gone": Sentence(
            "这个邀请已用过、收回或过期。请找居委会主任重发一个。",
            "This invitation was used, taken back or is too old. Ask the head for a new one.",
            410,
        ),
        "invitation.role": Sentence("请选角色。", "Choose a role.", 422),
        "invitation.name": Sentence("请填姓名。", "Fill in the name.", 422),
        "invitation.username": Sentence(
            "用户名要 2 到 40 个字，中间不留空格。",
            "A user name has 2 to 40 characters and no space.",
            422,
        ),
        "invitation.taken": Sentence(
            "用户名“{name}”已有人用，请换一个。",
            "The name {name} is taken: choose another.",
            409,
        ),
        "invitation.password": Sentence("{why}", "{why}", 422),
        "invitation.again": Sentence(
            "两次写的密码不一样。", "The two passwords are not the same.", 422
        ),
        "invitation.wrong": Sentence("现在的密码不对。", "The present password is wrong.", 422),
        "member.elsewhere": Sentence(
            "{name}也在别的居民区工作，请运维人员重发。",
            "{name} serves another community too: the operator has to do this.",
            409,
        ),
        "member.last_head": Sentence(
            "至少要留一位主任。请先让另一个人做主任。",
            "One head has to stay. Make somebody else head first.",
            409,
        ),
        "photo.too_big": Sentence(
            "照片太大，最多 {most} MB。", "The photo is too big: at most {most} MB.", 413
        ),
        "photo.unreadable": Sentence(
            "这不是能读的照片。请用 JPG、PNG 或 WebP。",
            "This is no photo that can be read. Use JPG, PNG or WebP.",
            422,
        ),
        "people.roster_asks": Sentence(
            "名册还没有导入，先要问一句：{zh}",
            "The roster was not imported; one thing has to be settled first: {en}",
            409,
        ),
        "people.no_name": Sentence("请填姓名。", "Fill in the name."),
        "people.field_unknown": Sentence("不能改“{field}”。", "“{field}” cannot be changed."),
        "people.too_long": Sentence(
            "“{field}”太长（最多 {length} 字）。", "“{field}” is too long (at most {length})."
        ),
        "people.date_past": Sentence(
            "日期 {date} 已过去，请填今天或以后。", "{date} is past; give today or later.", 422
        ),
        "people.choice_unknown": Sentence("没有“{value}”这一项。", "There is no choice “{value}”."),
        "people.door_unknown": Sentence(
            "没有找到“{text}”这一户。请写成 23-602，几个小区都有时请写明小区。",
            "No single dwelling matches “{text}”. Write 23-602, with the estate if need be.",
            422,
        ),
        "people.lives_there": Sentence("已经住在 {door}。", "They live at {door} already.", 409),
        "people.roster_unreadable": Sentence(
            "读不了“{file}”：{zh}。", "“{file}” cannot be read: {en}.", 422
        ),
        "people.roster_empty": Sentence(
            "名册里没有可以导入的人：表头下面没有一行有姓名。",
            "The roster holds nobody who can be taken in: no row under its heading has a name.",
            422,
        ),
        "people.community_needed": Sentence(
            "有几个居民区，请用 --community 写明导入哪一个：{names}。",
            "There are several communities; name one with --community: {names}.",
            409,
        ),
        "people.community_unknown": Sentence(
            "没有居民区“{name}”。", "There is no community “{name}”.", 404
        ),
        "people.confirm_needed": Sentence(
            "没有导入。确认无误后加 --yes 再运行一次。",
            "Nothing was imported. Run it again with --yes to import.",
            409,
        ),
        "people.file_missing": Sentence("打不开文件 {file}。", "Cannot open the file {file}.", 404),
        "people.upload_missing": Sentence(
            "上传的文件已不在（一小时内有效），请重新上传。",
            "The uploaded file is gone (it is kept for an hour); upload it again.",
            409,
        ),
        "people.upload_too_big": Sentence(
            "文件超过 20 MB，请拆开再传。", "The file is over 20 MB; split it.", 413
        ),
        "people.no_link": Sentence(
            "这一户还没有二维码。请先打印。", "This household has no QR code yet. Print one.", 404
        ),
    }
)
