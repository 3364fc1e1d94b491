"""The pages that the process leader writes, as everybody reads them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from documents.models import ABOUT, CONTACT, Page
from documents.rules import may_edit
from groups.powers import powers_of
from samla.http import OpenRequest


@login_not_required
@require_GET
def about(request: OpenRequest) -> HttpResponse:
    """What the collaboration is, and the way to its other pages."""
    page = find_page(request, ABOUT)
    others = Page.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    context = {**page_context(request, page), "others": others.exclude(slug__in=[ABOUT, CONTACT])}
    return render(request, "documents/page.html", context)


@login_not_required
@require_GET
def page_detail(request: OpenRequest, slug: str) -> HttpResponse:
    """One page under about."""
    if slug in {ABOUT, CONTACT}:  # they have addresses of their own
        raise Http404
    try:
        page = find_page(request, slug)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())  # it may be there for whoever belongs here
    return render(request, "documents/page.html", page_context(request, page))


def find_page(request: OpenRequest, slug: str) -> Page:
    """The page of an address, if the reader may see it; otherwise 404.

    About and contact always answer, because every page's foot leads to them: unwritten they have version 0.
    """
    there = Page.objects.visible_to(request.user).filter(collaboration=request.collaboration, slug=slug)
    page = there.select_related("changed_by").first()
    if page is not None:
        page.collaboration = request.collaboration
        return page
    if slug not in {ABOUT, CONTACT} or not request.collaboration.pk:
        raise Http404
    title = "Kontakt" if slug == CONTACT else f"Om {request.collaboration.short_name}"
    return Page(collaboration=request.collaboration, slug=slug, title=title, version=0)


def page_context(request: OpenRequest, page: Page) -> dict[str, Any]:
    """What stands on every page that can be edited. Who changed it is for those who belong here."""
    return {
        "page": page,
        "belongs": request.collaboration.pk in powers_of(request.user).collaborations,
        "may_edit": request.user.is_authenticated and may_edit(request.user, page),
        "trail": trail_to(request, page),
    }


def trail_to(request: OpenRequest, page: Page, last: str = "") -> list[tuple[str, str | None]]:
    """The way to a page, or to a page about it called `last`."""
    trail: list[tuple[str, str | None]] = [("Start", reverse("start"))]
    if page.slug not in {ABOUT, CONTACT}:
        trail.append((f"Om {request.collaboration.short_name}", reverse("documents:about")))
    trail.append((page.title, page.get_absolute_url() if last else None))
    return [*trail, (last, None)] if last else trail
