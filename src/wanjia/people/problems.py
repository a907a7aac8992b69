"""What the people floor refuses, in both languages."""

from wanjia.kernel.problem import Sentence, sentences

sentences(
    {
        "people.not_theirs": Sentence(
            "没有找到这位居民，可能已搬走。", "No such resident; they may have moved away.", 404
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
