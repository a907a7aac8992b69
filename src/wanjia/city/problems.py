"""What the city floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "city.columns": Sentence(
            "表头要有“市、区、街镇、居民区”四列（或 city, district, town, community）。",
            "The heading needs four columns: city, district, town, community.",
            422,
        ),
        "city.community_unknown": Sentence(
            "第 {line} 行：没有名为“{name}”的居民区。先导入名册或改正名称。什么都没有改。",
            "Line {line}: no community is named “{name}”. Import its roster or mend the name."
            " Nothing was changed.",
            422,
        ),
        "city.no_community": Sentence(
            "没有名为“{name}”的居民区。请核对名称。",
            "No community is named “{name}”. Check the name.",
            404,
        ),
        "city.area_unknown": Sentence(
            "没有名为“{name}”的辖区。已有：{names}。",
            "No area is named “{name}”. There are: {names}.",
            404,
        ),
        "city.login_taken": Sentence(
            "用户名“{name}”已有人用，请换一个。",
            "The user name “{name}” is taken; choose another.",
            409,
        ),
    }
)
