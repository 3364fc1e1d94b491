"""One URL, two answers: a whole page, or the part that changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from samla.http import Request


def wants_fragment(request: Request) -> bool:
    """Is this a swap of a part of the page (not a boosted or restored whole page)?"""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def answer(
    request: Request, template: str, fragment: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, or under HTMX its named fragment. The answer varies on HX-Request."""
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def swap_or_redirect(
    request: Request, template: str, context: Mapping[str, Any], *, to: str, message: str = ""
) -> HttpResponse:
    """After a change: the fragment under HTMX, otherwise a redirect; the message is shown either way."""
    if message:
        messages.success(request, message)
    if not wants_fragment(request):
        return HttpResponseRedirect(to)
    response = render(request, template, dict(context))
    patch_vary_headers(response, ["HX-Request"])
    return response
