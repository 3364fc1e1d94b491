"""Writing a page: the form with its preview, and what stood there before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents import actions
from documents.actions import StalePageError
from documents.forms import PageForm
from documents.models import CONTACT, Page
from documents.rules import may_edit
from documents.views.contact import contact_lines
from documents.views.pages import find_page, trail_to
from groups.powers import powers_of
from samla.http import Request


@require_http_methods(["GET", "POST"])
def page_edit(request: Request, slug: str) -> HttpResponse:
    """Change a page. The preview saves nothing; saving publishes; a stale form is answered 409 with both texts."""
    page = find_page(request, slug)
    may_edit(request.user, page).require()
    roles = roles_of(request, page)
    given = request.POST if request.method == "POST" else None
    form = PageForm(given, instance=page, roles=roles, initial=earlier_words(request, page))
    context: dict[str, Any] = {"form": form, "page": page, "trail": trail_to(request, page, "Ändra")}
    if not form.is_bound:
        return render(request, "documents/page_edit.html", context)
    if not form.is_valid():
        return render(request, "documents/page_edit.html", context, status=422)
    if "preview" in request.POST:
        return render(request, "documents/page_edit.html", {**context, "preview": form.cleaned_data})
    try:
        page = actions.publish(page, form.values, version=form.cleaned_data["version"], by=request.user)
    except StalePageError as stale:
        return render(request, "409.html", _conflict(form, stale.current), status=409)
    messages.success(request, "Sidan är publicerad.")
    return HttpResponseRedirect(page.get_absolute_url())


def roles_of(request: Request, page: Page) -> dict[str, str]:
    """The roles whose addresses are written on this page: those of the contact page, and none on any other."""
    if page.slug != CONTACT:
        return {}
    lines = contact_lines(request.collaboration, {})
    return {line.key: f"{line.label[:1].lower()}{line.label[1:]}" for line in lines}


def earlier_words(request: Request, page: Page) -> dict[str, str]:
    """The words of the version that the address asks to begin from, if there is one."""
    wanted = request.GET.get("version", "")
    found = versions_of(page).filter(version=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 7 else None
    return {"title": found.title, "content": found.content} if found else {}


@require_GET
def page_versions(request: Request, slug: str) -> HttpResponse:
    """Every version of a page: when, and who published it. For those who belong to the collaboration."""
    page = find_own_page(request, slug)
    context = {"page": page, "versions": versions_of(page), "trail": trail_to(request, page, "Versioner")}
    return render(request, "documents/page_versions.html", context)


@require_GET
def page_version(request: Request, slug: str, version: int) -> HttpResponse:
    """A page as it once was."""
    page = find_own_page(request, slug)
    shown = get_object_or_404(versions_of(page), version=version)
    labels = {line.key: line.label for line in contact_lines(request.collaboration, {})} if shown.addresses else {}
    context = {
        "page": page,
        "shown": shown,
        "facts": [(labels.get(key, key), address) for key, address in shown.addresses.items()],
        "may_edit": may_edit(request.user, page),
        "trail": [
            *trail_to(request, page, "Versioner")[:-1],
            ("Versioner", reverse("documents:page_versions", args=[slug])),
            (f"Version {version}", None),
        ],
    }
    return render(request, "documents/page_version.html", context)


def find_own_page(request: Request, slug: str) -> Page:
    """A page that has been written, for those who belong to the collaboration; otherwise 404."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404
    page = find_page(request, slug)
    if page.pk is None:
        raise Http404
    return page


def versions_of(page: Page) -> Any:
    """The page's history, the newest first: each publication is one row of it."""
    history = Page.pgh_event_model.objects.filter(pgh_obj_id=page.pk)  # type: ignore[attr-defined]  # set by pghistory
    return history.select_related("changed_by").order_by("-version")


def _conflict(form: PageForm, current: Page) -> dict[str, Any]:
    """What differs between what is saved and what was typed, in the words of the form."""
    saved = {name: getattr(current, name) for name in form.Meta.fields if name in form.fields}
    saved |= {key: current.addresses.get(key, "") for key in form.roles}
    pairs = [(form[name].label, _shown(theirs), _shown(form.cleaned_data[name])) for name, theirs in saved.items()]
    return {
        "conflicts": [pair for pair in pairs if pair[1] != pair[2]],
        "thing_url": reverse("documents:page_edit", args=[current.slug]),
        "changed_by": current.changed_by,
    }


def _shown(value: Any) -> str:
    return ("Nej", "Ja")[value] if isinstance(value, bool) else str(value)
