"""What backing up and restoring refuse, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "backup.no_folder": Sentence(
            "写不了 {path}：{why}。请换一个文件夹，或腾出空间再备份；原来的备份都还在。",
            "Cannot write {path}: {why}. Name another folder or make room, then back up again;"
            " earlier backups are untouched.",
            507,
        ),
        "backup.nothing": Sentence(
            "这里还没有数据库，没有什么可备份。请看 WANJIA_DATA 或 DATABASE_URL 对不对。",
            "There is no database here to back up. Is WANJIA_DATA or DATABASE_URL right?",
            404,
        ),
        "backup.missing": Sentence("没有 {path} 这个文件。", "There is no file {path}.", 404),
        "backup.broken": Sentence(
            "{path} 不是完整的备份：可能没有拷完，或被改动过。什么都没有动，请换一份备份。",
            "{path} is not a whole backup: it was cut short or altered. Nothing was touched;"
            " use another one.",
            422,
        ),
        "backup.newer": Sentence(
            "这份备份是更新版本的万家（{program}）做的。请先升级万家再恢复；什么都没有动。",
            "This backup was made by a newer Wanjia ({program}). Upgrade first, then restore;"
            " nothing was touched.",
            409,
        ),
        "backup.engine": Sentence(
            "这份备份来自 {theirs}，这里用的是 {ours}。"
            "请先恢复到同一种数据库，再用 wanjia move 搬过来。",
            "This backup is of {theirs}, here it is {ours}. Restore it to the same kind of"
            " database, then take it over with wanjia move.",
            409,
        ),
        "backup.there": Sentence(
            "这里已有数据。要用备份换掉它，请加 --yes；现在的数据会另存在一旁。",
            "There is data here already. Add --yes to put the backup in its place; what is here now"
            " is kept aside.",
            409,
        ),
        "backup.served": Sentence(
            "万家还在运行。请先停下（systemctl stop wanjia 或 Ctrl-C），再恢复。",
            "Wanjia is running here. Stop it first (systemctl stop wanjia, or Ctrl-C),"
            " then restore.",
            409,
        ),
        "backup.key": Sentence(
            "这份备份里的电话和证件号是用另一把 seal.key 封的。"
            "请先把那把放进 {folder}，再恢复；什么都没有动。",
            "Phones and ID numbers in this backup are sealed with another seal.key. Put that one"
            " into {folder} first, then restore; nothing was touched.",
            409,
        ),
    }
)
