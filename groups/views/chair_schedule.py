"""The coming years of a body whose chair rotates: asked for, shown beside what is registered, then written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups import actions, rules
from groups.actions import StaleRotationError, Wish
from groups.actions.rotation import Found, Preview, Row
from groups.forms import ScheduleForm
from groups.forms.chairs import PrincipalsForm, field_of
from groups.http.asking import ask
from groups.models import Body, ChairTerm, Principal, Side
from groups.views.chair_lines import SIDE_WORD
from groups.views.chairs import find_led_body, trail_of
from samla import clock
from samla.formats import date_short
from samla.http import Request

type Principals = Mapping[Side, Sequence[Principal]]
BADGE = {Found.NEW: "active", Found.THERE: "done", Found.CONFLICT: "danger"}


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A row of the preview, ready for the template; `choice` is the field in which the principal can be changed."""

    days: str
    body: str
    office: str
    side: str
    principal: str
    choice: BoundField | None
    badge: str
    word: str
    reason: str


@require_http_methods(["GET", "POST"])
def chair_schedule(request: Request, slug: str) -> HttpResponse:
    """Lay out the coming years. `steg=visa` shows the schedule, `steg=skriv` writes what was shown, or shows it anew."""
    body = find_led_body(request, slug)
    rules.may_schedule(request.user, body).require()
    if (asking := ask(request)) is not None:
        return asking
    form, terms, principals = _form(request, body)
    if request.method != "POST" or not form.is_valid():
        return _page(request, body, form, status=422 if form.is_bound else 200)
    wish = form.wish(request.POST)
    if request.POST.get("steg") != "skriv":
        return _page(request, body, form, _preview(body, terms, wish), principals)
    try:
        count = actions.write_rotation(body, wish, digest=request.POST.get("sett", ""), by=request.user)
    except StaleRotationError as stale:
        changed = "Schemat har ändrats sedan du såg det. Läs igenom det igen; inget är skrivet än."
        return _page(request, body, form, stale.preview, principals, changed=changed, status=409)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, body, form, _preview(body, terms, wish), principals, status=422)
    messages.success(request, f"{count} perioder är planerade. Utse namn allt eftersom de är kända.")
    return HttpResponseRedirect(reverse("groups:chairs", args=[body.slug]))


def _form(request: Request, body: Body) -> tuple[ScheduleForm, list[ChairTerm], Principals]:
    followers = list(Body.objects.active().filter(chair_follows=body, chair_rotates=True))
    terms = list(ChairTerm.objects.around(body, *followers).with_holders())
    principals = principals_of(body)
    usual = actions.next_wish(body, terms, principals, clock.today())
    municipal = usual.principals.get(Side.MUNICIPAL, ())
    initial = {
        "starts_on": usual.starts_on,
        "years": usual.years,
        "first_side": usual.first_side,
        "first_municipality": municipal[0] if municipal else None,
        "followers": followers,
    }
    data = request.POST if request.method == "POST" else None
    form = ScheduleForm(data, initial=initial, followers=followers, principals=usual.principals)
    return form, terms, principals


def principals_of(body: Body) -> Principals:
    """The principals of each side, by name."""
    found = list(Principal.objects.filter(collaboration=body.collaboration_id).order_by("name"))
    return {side: [one for one in found if one.side == side] for side in Side}


def _preview(body: Body, terms: list[ChairTerm], wish: Wish) -> Preview:
    return actions.preview_rotation([body, *wish.followers], terms, wish)


def _page(
    request: Request,
    body: Body,
    form: ScheduleForm,
    preview: Preview | None = None,
    principals: Principals | None = None,
    *,
    changed: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"body": body, "form": form, "changed": changed, "preview": preview}
    if preview is not None:
        choices = PrincipalsForm(preview, principals or {})
        context["lines"] = [_line(row, choices, body) for row in preview.rows]
    context["trail"] = [*trail_of(body), ("Lägg schema", None)]
    return render(request, "groups/chair_schedule.html", context, status=status)


def _line(row: Row, choices: PrincipalsForm, body: Body) -> PreviewLine:
    planned = row.planned
    name = field_of((planned.year, planned.office))
    is_own = planned.body.pk == body.pk  # one choice for all bodies, in the first one's row
    principal = str(planned.principal or "") if row.found != Found.THERE else ""
    if name in choices.fields and not is_own and row.found == Found.NEW:
        principal = f"Som {body.short_name}"
    return PreviewLine(
        days=f"{date_short(planned.starts_on)}–{date_short(planned.ends_on)}",
        body=planned.body.short_name,
        office=planned.office.label.capitalize(),
        side=SIDE_WORD[planned.side],
        principal=principal,
        choice=choices[name] if name in choices.fields and is_own else None,
        badge=BADGE[row.found],
        word=row.found.capitalize(),
        reason=row.reason,
    )
