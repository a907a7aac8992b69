"""A group without a robot: a person copies the text into it."""

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import Backend, register

register(
    Backend(
        key="hand",
        name=gettext_lazy("没有机器人，人工转发"),
        place=0,
        needs_address=False,
    )
)
