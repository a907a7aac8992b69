"""The page on which a person enters what a second test said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.sites.transfers.actions import WHO_MOVES
from wanjia.sites.transfers.confirmations import (
    Report,
    alarm_in_sight,
    confirmation_words,
    confirmations_of,
    store_confirmation,
)
from wanjia.sites.transfers.forms import ConfirmForm


@for_roles(*WHO_MOVES)
def confirm_alarm(request: ViewerRequest, alarm_id: UUID) -> HttpResponse:
    """Enter the report that settles an alarm; a positive one puts its person on the list."""
    viewer = request.viewer
    alarm = alarm_in_sight(viewer, alarm_id)
    first = {"confirmation_id": new_id(), "sampled_at": timezone.localtime(clock.now())}
    form = ConfirmForm(request.POST or None, initial=first)
    problem = None
    if form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        sent = data.pop("confirmation_id")
        try:
            confirmation, listed = store_confirmation(
                viewer, alarm.resident_id, Report(**data), alarm.id, sent
            )
        except Problem as refusal:
            problem = refusal
        else:
            messages.success(
                request, _("已记下：%(words)s。") % {"words": confirmation_words(confirmation)}
            )
            if listed:
                return redirect("sites:transfer", listed.id)
            return redirect("reports:alarm", alarm.id)
    context = {
        "alarm": alarm,
        "person": f"{alarm.resident.dwelling.door} {alarm.resident.name}",
        "form": form,
        "known": [
            confirmation_words(confirmation)
            for confirmation in confirmations_of(viewer, alarm.resident_id)[:5]
        ],
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "sites/confirm.html", context, status=status)
