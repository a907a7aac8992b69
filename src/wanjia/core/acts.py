"""One way to write what is done from a page: a URL, a form, an action, and where one goes next.

    urlpatterns += act_urls(
        "needs/<uuid:need_id>/",
        [Act("reopen", actions.reopen, STAFF, WhyForm), …],
        back="needs:need",
        refused=need_with_refusal,
    )

gives `needs/<id>/reopen/`, named `needs:reopen`: a POST by one of the roles is read by the form,
`actions.reopen(viewer, need_id, why=…)` does it, and one goes back to the page. What is refused is
told by `refused(request, problem, form, need_id)`: the same page, with all that was typed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import lazy
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.localized import labelled
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import safe_next_path

Refused = Callable[..., HttpResponse]


class IdField(forms.UUIDField):
    """The id of a thing that the form is about; empty is none."""

    default_error_messages: ClassVar = {"invalid": lazy(Problem("kernel.not_found").words, str)()}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.HiddenInput, **options})


class IdsField(forms.Field):
    """The ids of the things that were ticked; what is no id is left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.SelectMultiple, **options})

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids, in the order in which they were sent."""
        return [id for text in value or () if (id := parse_id(text))]


@dataclass(frozen=True)
class Act:
    """What is done to a thing: the last word of its URL, the action, who may, what it asks.

    `action` is called with the viewer, the ids of the URL, and the form's values by their names;
    it checks what may be done, and says it as a Problem. The form only reads and draws.
    `told` is what is said once it is done, or makes that of what the action returned.
    """

    name: str
    action: Callable[..., Any]
    roles: Iterable[str]
    form: type[forms.Form] = forms.Form
    told: Any = ""


def read_form(form: forms.Form) -> dict[str, Any]:
    """Return a form's values; raises Problem `kernel.form` for what cannot be read."""
    if form.is_valid():
        return form.cleaned_data
    told = [
        labelled(form.fields[name].label or name, error) if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    raise Problem("kernel.form", words=" ".join(told))


def act_urls(
    route: str,
    acts: Iterable[Act],
    *,
    back: str,
    refused: Refused,
    prefix: str = "",
    to_list: bool = False,
) -> list[URLPattern]:
    """Return a URL for each act on the thing at `route`; `prefix` begins the names of all.

    One goes back to the page `back` of the thing, or, with `to_list`, of all such things.
    """
    return [
        path(
            f"{route}{act.name}/",
            _make_view(act, back, refused, to_list),
            name=f"{prefix}{act.name}",
        )
        for act in acts
    ]


def _make_view(
    act: Act, back: str, refused: Refused, to_list: bool
) -> Callable[..., HttpResponseBase]:
    @for_roles(*act.roles)
    @require_POST
    def view(request: ViewerRequest, **ids: Any) -> HttpResponse:
        form = act.form(request.POST, request.FILES)
        try:
            result = act.action(request.viewer, *ids.values(), **read_form(form))
        except Problem as problem:
            return refused(request, problem, form, *ids.values())
        told = act.told(result) if callable(act.told) else act.told
        if told:
            messages.success(request, told)
        page = reverse(back, args=() if to_list else list(ids.values()))
        return redirect(safe_next_path(request.POST.get("back", ""), page))

    view.__name__ = view.__qualname__ = act.name
    view.__doc__ = act.action.__doc__
    return view
