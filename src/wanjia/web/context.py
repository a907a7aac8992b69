"""What the shell around every officer's page needs: the viewer, the navigation, open alarms."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context."""
    return {"viewer": getattr(request, "viewer", None)}
