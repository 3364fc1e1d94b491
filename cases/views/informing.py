"""Information to the parties concerned: write it, and read who was told what, and when (rule 15)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, rules
from cases.forms import InformForm
from cases.http import find_case
from cases.models import Case, Information, InformationReceiver
from samla import registry
from samla.formats import in_words
from samla.http import Request


@require_http_methods(["GET", "POST"])
def inform(request: Request, number: str) -> HttpResponse:
    """Choose whom to tell, and write what; the same words go to all."""
    case = find_case(request, number)
    rules.may_inform(request.user, case).require()
    form = InformForm(
        request.POST if request.method == "POST" else None,
        parties=actions.parties_of(case),
        concerned={link.organisation_id for link in case.party_links.all()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            information = actions.inform(case, form.organisations, form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            count = information.receivers.count()
            told = "En person" if count == 1 else f"{in_words(count).capitalize()} personer"
            messages.success(request, f"{told} har fått informationen.")
            return HttpResponseRedirect(f"{case.get_absolute_url()}information/")
    context = {"case": case, "form": form, "trail": trail(case, "Meddela berörda")}
    return render(request, "cases/inform.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET"])
def informed(request: Request, number: str) -> HttpResponse:
    """What the parties concerned have been told about the case, who they were, and who has read it."""
    case = find_case(request, number)
    found = Information.objects.filter(case=case).prefetch_related("receivers")
    context = {
        "case": case,
        "informations": found,
        "unread": InformationReceiver.objects.filter(information__case=case, user=request.user, read_at=None).exists(),
        "panels": registry.panels_for("informed", request, case),
        "may_inform": rules.may_inform(request.user, case),
        "trail": trail(case, "Information till berörda"),
    }
    return render(request, "cases/informed.html", context)


@require_POST
def mark_read(request: Request, number: str) -> HttpResponse:
    """The reader says that she has read what she was told."""
    case = find_case(request, number)
    if actions.mark_read(case, by=request.user):
        messages.success(request, "Noterat att du har läst informationen.")
    return HttpResponseRedirect(f"{case.get_absolute_url()}information/")


def trail(case: Case, here: str) -> list[tuple[str, Any]]:
    """The way to a page under a case."""
    return [
        ("Start", reverse("start")),
        ("Ärenden", reverse("cases:list")),
        (case.number or "Utkast", case.get_absolute_url()),
        (here, None),
    ]
