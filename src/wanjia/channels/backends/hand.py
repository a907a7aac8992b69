"""A group without a robot: a person copies the text into it."""

from wanjia.channels.backends import Backend, register
from wanjia.core.localized import Bilingual

register(
    Backend(
        key="hand",
        name=Bilingual("没有机器人，人工转发", "No robot, by hand"),
        place=0,
        needs_address=False,
    )
)
