"""What every page knows of who is signed in."""

from typing import Any

from django.http import HttpRequest


def actor(request: HttpRequest) -> dict[str, Any]:
    """`actor` for templates: the Actor of this request or None."""
    return {"actor": getattr(request, "actor", None)}
