"""The pages of registers: which there are, one with its entries, files in and out."""

import io
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.everyday.registers import actions
from wanjia.everyday.registers.actions import Imported, Opened
from wanjia.everyday.registers.forms import (
    ChangeForm,
    EntryForm,
    EntryIdForm,
    ImportForm,
    OpenForm,
    RowsForm,
)
from wanjia.everyday.registers.queries import (
    RegisterCounts,
    count_register,
    entries_of,
    fields_of,
    get_register,
    registers_of,
    show_entries,
)
from wanjia.everyday.registers.xlsform import LeftOut, XlsForm, write_xlsform

PAGE = 50


@for_roles(*STAFF)
def registers(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show the registers in sight with what they come to."""
    viewer = request.viewer
    context = {
        "counts": [count_register(viewer, register) for register in registers_of(viewer)],
        "may_open": viewer.may(*OFFICERS),
        "open_form": form if isinstance(form, OpenForm) else OpenForm(),
        "import_form": form if isinstance(form, ImportForm) else ImportForm(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "everyday/registers.html", context, status=status)


@for_roles(*STAFF)
@require_GET
def register_page(request: ViewerRequest, register_id: UUID) -> HttpResponse:
    """Show a register."""
    return show_register(request, register_id)


def show_register(
    request: ViewerRequest,
    register_id: UUID,
    problem: Problem | None = None,
    form: forms.Form | None = None,
    imported: Imported | None = None,
) -> HttpResponse:
    """Show a register's entries: what is late, missing or there twice says so."""
    viewer = request.viewer
    register = get_register(viewer, register_id)
    shown = show_entries(register, list(entries_of(viewer, register)))
    shown.sort(key=lambda one: (not one.late, not one.gaps, not one.twice))
    context = {
        "register": register,
        "counts": count_register(viewer, register),
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "entry_form": form if isinstance(form, EntryForm) else EntryForm(register),
        "change_form": form if isinstance(form, ChangeForm) else ChangeForm(),
        "rows_form": form if isinstance(form, RowsForm) else RowsForm(),
        "may_change": viewer.may(*OFFICERS),
        "imported": imported,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "everyday/register.html", context, status=status)


def register_with_refusal(
    request: ViewerRequest, problem: Problem, form: forms.Form, register_id: UUID
) -> HttpResponse:
    """Show a register with what was refused."""
    if problem.status in (403, 404):
        raise problem
    return show_register(request, register_id, problem, form)


@for_roles(*STAFF)
@require_POST
def add(request: ViewerRequest, register_id: UUID) -> HttpResponse:
    """Write an entry; what was typed stays where it is refused."""
    register = get_register(request.viewer, register_id)
    form = EntryForm(register, request.POST)
    try:
        read_form(form)
        subject = {name: form.cleaned_data.get(name, "") for name in ("door", "person", "place")}
        actions.add_entry(
            request.viewer,
            register_id,
            form.typed,
            entry_id=form.cleaned_data["entry_id"],
            **subject,
        )
    except Problem as problem:
        return register_with_refusal(request, problem, form, register_id)
    messages.success(request, _("已记下。"))
    return redirect("everyday:register", register_id)


@for_roles(*STAFF)
@require_POST
def add_rows(request: ViewerRequest, register_id: UUID) -> HttpResponse:
    """Write the rows of a workbook; the page tells which were not taken, and why."""
    form = RowsForm(request.POST, request.FILES)
    try:
        typed = read_form(form)
        imported = actions.import_entries(request.viewer, register_id, typed["file"])
    except Problem as problem:
        return register_with_refusal(request, problem, form, register_id)
    return show_register(request, register_id, imported=imported)


@for_roles(*STAFF)
@require_GET
def xlsform(request: ViewerRequest, register_id: UUID) -> HttpResponse:
    """Give the register's form as an XLSForm."""
    register = get_register(request.viewer, register_id)
    form = XlsForm(register.name, fields_of(register))
    data = write_xlsform(form, f"register-{register.id}")
    return workbook_response(request.viewer, "register.form", register.name, data)


@for_roles(*OFFICERS)
@require_GET
def counts_workbook(request: ViewerRequest) -> HttpResponse:
    """Give the counts of all registers for the street: figures alone."""
    viewer = request.viewer
    counts = [count_register(viewer, register) for register in registers_of(viewer)]
    name = _("台账汇总 %(day)s") % {"day": clock.now().strftime("%Y-%m-%d")}
    return workbook_response(viewer, "register.counts", name, _write_counts(counts))


def _write_counts(counts: list[RegisterCounts]) -> bytes:
    import xlsxwriter  # 12 MB, for who asks for a workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("汇总"))
    rows: list[list[Any]] = [[_("台账"), _("字段"), _("选项"), _("多少")]]
    for one in counts:
        name = localized_name(one.register)
        rows.append([name, "", _("全部"), one.entries])
        rows.append([name, "", _("有缺项"), one.gaps])
        rows.append([name, "", _("到期没核"), one.late])
        rows += [
            [name, label, choice or _("没有填"), count]
            for label, choices in one.choices
            for choice, count in choices
        ]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


WHY = {
    "kind": gettext_lazy("这一类字段不支持"),
    "name": gettext_lazy("字段名要用英文字母"),
    "choices": gettext_lazy("没有找到选项"),
    "twice": gettext_lazy("字段名重复"),
    "many": gettext_lazy("字段太多（最多 60 个）"),
}


def _tell_opened(opened: Opened) -> str:
    """Say that it is open, and which rows of the form were left out."""
    told = _("台账“%(name)s”好了。") % {"name": localized_name(opened.register)}
    return told + "".join(_tell_left_out(one) for one in opened.left_out[:20])


def _tell_left_out(one: LeftOut) -> str:
    row = {"row": one.row, "kind": one.kind[:40], "why": WHY[one.why]}
    return _("第 %(row)s 行 %(kind)s 没有收：%(why)s。") % row


LIST_ACTS = (
    Act("open", actions.open_register, OFFICERS, OpenForm, _tell_opened),
    Act("import", actions.import_form, OFFICERS, ImportForm, _tell_opened),
)
NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("change", actions.change_form, OFFICERS, ChangeForm, _tell_opened),
    Act("confirm", actions.confirm_entry, STAFF, EntryIdForm, NOTED),
    Act("strike", actions.end_entry, STAFF, EntryIdForm, NOTED),
)
