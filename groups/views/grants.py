"""Giving and withdrawing powers: a page with a form for each. Both gates come first, then the question who she is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups import actions, rules
from groups.forms import GrantForm, WithdrawForm
from groups.http import strong_sign_in
from groups.models import Body, BodyGrant, Grant, Organisation, OrganisationGrant
from groups.powers import BODY_POWERS, LABELS, Power
from groups.views.organisations import find_organisation
from groups.views.people import people_of
from groups.views.powers import address_name, find_body, grant_row, trail_of
from samla import clock
from samla.http import Request


@require_http_methods(["GET", "POST"])
def organisation_grant(request: Request, slug: str) -> HttpResponse:
    """Give a power over an organisation."""
    return _give(request, find_organisation(request, slug))


@require_http_methods(["GET", "POST"])
def body_grant(request: Request, slug: str) -> HttpResponse:
    """Give a power over a body."""
    return _give(request, find_body(request, slug))


@require_http_methods(["GET", "POST"])
def organisation_withdraw(request: Request, slug: str, pk: int) -> HttpResponse:
    """Withdraw a power over an organisation."""
    return _withdraw(request, find_organisation(request, slug), pk)


@require_http_methods(["GET", "POST"])
def body_withdraw(request: Request, slug: str, pk: int) -> HttpResponse:
    """Withdraw a power over a body."""
    return _withdraw(request, find_body(request, slug), pk)


def _give(request: Request, thing: Organisation | Body) -> HttpResponse:
    powers = rules.grantable(request.user, thing)
    if not powers:
        rules.may_grant(request.user, BODY_POWERS[0], thing).require()
    return _form_to_give(request, thing, powers)


@strong_sign_in
def _form_to_give(request: Request, thing: Organisation | Body, powers: list[Power]) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = GrantForm(data, people=people_of(request), powers=powers)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant(
                given["power"],
                thing,
                given["user"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                reason=given["reason"],
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{given['user']} har fått behörigheten ”{LABELS[given['power']]}”.")
            return HttpResponseRedirect(reverse(address_name(thing, "powers"), args=[thing.slug]))
    return _page(request, "groups/grant.html", thing, form, title="Ge en behörighet")


def _withdraw(request: Request, thing: Organisation | Body, pk: int) -> HttpResponse:
    grants = OrganisationGrant.objects if isinstance(thing, Organisation) else BodyGrant.objects
    grant = get_object_or_404(grants.filter(content_object=thing).with_names(), pk=pk)
    rules.may_withdraw(request.user, grant).require()
    return _form_to_withdraw(request, thing, grant)


@strong_sign_in
def _form_to_withdraw(request: Request, thing: Organisation | Body, grant: Grant) -> HttpResponse:
    is_last = rules.leaves_no_administrator(grant, clock.today())
    form = WithdrawForm(request.POST if request.method == "POST" else None, grant=grant, is_last=is_last)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.withdraw(
                grant,
                reason=given["reason"],
                on=given["on"],
                confirmed=given.get("confirmed", False),
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            power = LABELS[Power(grant.permission.codename)]
            messages.success(request, f"Behörigheten ”{power}” är tillbakatagen för {grant.user}.")
            return HttpResponseRedirect(reverse(address_name(thing, "powers"), args=[thing.slug]))
    row = grant_row(request.user, grant, sees_all=True)
    return _page(request, "groups/withdraw.html", thing, form, title="Ta tillbaka", row=row)


def _page(
    request: Request, template: str, thing: Organisation | Body, form: Any, *, title: str, **more: Any
) -> HttpResponse:
    context = {
        **more,
        "thing": thing,
        "form": form,
        "back": reverse(address_name(thing, "powers"), args=[thing.slug]),
        "trail": trail_of(thing, title, below=True),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
