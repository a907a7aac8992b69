"""Why an item holds a site's opening, in Chinese and in English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wanjia.sites.sites.forecast import Hold


def why_words(hold: Hold) -> tuple[str, str]:
    """The sentence in Chinese and in English."""
    hours = max(round(hold.hours), 1)
    match hold.why:
        case "blocked":
            zh, en = f"卡住：{hold.text}", f"blocked: {hold.text}"
            if hold.hours >= 1:
                return f"{zh}（已 {hours} 小时）", f"{en} (for {hours} h)"
            return zh, en
        case "silent":
            return f"{hours} 小时没有报，不算进展", f"silent for {hours} h, which is no progress"
        case "still":
            return f"{hours} 小时没有进展", f"no progress for {hours} h"
        case "hindered":
            return (
                f"还在做，但卡着：{hold.text}；约还要 {hours} 小时",
                f"goes on in spite of: {hold.text}; about {hours} h to go",
            )
        case "slow":
            pace = round(100 * hold.pace)
            return (
                f"比计划慢（{pace}%），约还要 {hours} 小时",
                f"slower than planned ({pace}%), about {hours} h to go",
            )
    return f"最长的一条线，约还要 {hours} 小时", f"on the slowest chain, about {hours} h to go"
