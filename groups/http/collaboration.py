"""Which collaboration a request is about."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

from groups.models import CareCollaboration
from samla.http import not_found, server_error
from samla.prepared import fetch_prepared_models

# Before any structure is loaded: has a key, which no row has, so that every question about it finds nothing.
EMPTY = CareCollaboration(
    pk=0, slug="", name="Vårdsamverkan", short_name="Vårdsamverkan", number_prefix="", is_home=True
)
WITHOUT = ("/halsa/", "/static/")


class CollaborationMiddleware:
    """Addresses without prefix are the home collaboration's; `/o/<slug>/…` has the same addresses after the prefix.

    The prefix becomes the script prefix, so every reversed address stays within the collaboration.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT):
            return self.get_response(request)
        slug = request.path_info.split("/", 3)[2] if request.path_info.startswith("/o/") else None
        try:
            found = self.find(slug)
        except OperationalError:
            return server_error(request)
        request.collaboration = found or EMPTY  # type: ignore[attr-defined]  # declared on samla.http.Request
        if slug is None:
            return self.get_response(request)
        if found is None or found.is_home:
            return not_found(request)
        return self._within(request, found)

    def find(self, slug: str | None) -> CareCollaboration | None:
        """The collaboration of a prefix, or the home collaboration."""
        condition = "is_home" if slug is None else "slug = %(slug)s"
        return next(iter(fetch_prepared_models(CareCollaboration, condition, {"slug": slug})), None)

    def _within(self, request: HttpRequest, collaboration: CareCollaboration) -> HttpResponse:
        outside = get_script_prefix()
        set_script_prefix(f"{outside.rstrip('/')}{collaboration.prefix}/")
        request.path_info = request.path_info.removeprefix(collaboration.prefix) or "/"
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(outside)
