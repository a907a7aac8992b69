"""What the places floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "places.file_refused": Sentence(
            "文件有 {count} 处不对，没有导入任何内容。第 {feature} 个要素：{zh}",
            "The file has {count} faults; nothing was imported. Feature {feature}: {en}",
            422,
        ),
        "places.estate_unknown": Sentence(
            "没有名为“{name}”的小区。请核对名称。",
            "No estate is named “{name}”. Check the name.",
            404,
        ),
        "places.estate_in_several": Sentence(
            "几个居民区都有“{name}”：{names}。请用 --community 写明。",
            "Several communities have “{name}”: {names}. Name one with --community.",
            409,
        ),
        "places.door_ambiguous": Sentence(
            "{label} 号在几条弄里都有，请写明弄号。",
            "No. {label} stands in several lanes; name the lane.",
            422,
        ),
        "places.not_a_map": Sentence(
            "不是 UTF-8 的 GeoJSON 文件：{why}", "Not a GeoJSON file in UTF-8: {why}", 422
        ),
    }
)
