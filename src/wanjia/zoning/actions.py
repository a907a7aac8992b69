"""What changes in zoning, one function an act, one transaction, one journal line."""

from wanjia.zoning.cases.actions import decide_case, mark_moved_out, record_case, withdraw_case
from wanjia.zoning.zones.publish import UNDO_WITHIN, Order, publish, undo
from wanjia.zoning.zones.step_down import (
    move_protocol,
    reset_protocol,
    save_protocol,
    set_work_group,
    step,
)

__all__ = [
    "UNDO_WITHIN",
    "Order",
    "decide_case",
    "mark_moved_out",
    "move_protocol",
    "publish",
    "record_case",
    "reset_protocol",
    "save_protocol",
    "set_work_group",
    "step",
    "undo",
    "withdraw_case",
]
