"""Sign-in without a code: one button per made-up person. Mounted in the demonstration only."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from demo.actions import Person, cast
from groups.http import Proof, remember
from groups.http.asking import Waiting
from groups.models import Appointment, CareCollaboration, User
from samla.http import Request

BACKEND = "groups.adapters.PowersBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One person on the sign-in page."""

    role: str
    name: str
    organisation: str
    action: str
    secret: str = ""
    code: str = ""


@never_cache
@require_GET
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Whom one can be: the home collaboration's people first, the others' in a list of their own."""
    choices = _choices()
    home = CareCollaboration.objects.home().values_list("slug", flat=True).first()
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    context = {
        "people": [choice for person, choice in choices if person.collaboration == home],
        "elsewhere": [choice for person, choice in choices if person.collaboration != home],
        "apps": [choice for _, choice in choices if choice.secret],
        "redirect_field": format_html('<input type="hidden" name="{}" value="{}">', REDIRECT_FIELD_NAME, wanted)
        if _is_safe(request, wanted)
        else "",
        "login_by_code_url": reverse("account_request_login_code"),
    }
    return render(request, "demo/sign_in.html", context)


@never_cache
@require_POST
@login_not_required
def sign_in_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the cast, nobody else, and go where she was going or to her own collaboration."""
    people = {person.email: person for person in cast()}
    user = get_object_or_404(User, pk=pk, email__in=people, is_active=True)
    login(request, user, backend=BACKEND)
    remember(request.session, user, Proof.PRESS)
    UserSession.objects.create_from_request(request)  # as allauth does, for the list of sessions
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    return redirect(wanted if _is_safe(request, wanted) else _front_page(people[user.email]))


@never_cache
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Count as one who has shown who she is, and go on with what she was doing. For the cast only."""
    get_object_or_404(User, pk=request.user.pk, email__in=[person.email for person in cast()])
    remember(request.session, request.user, Proof.PRESS)
    return Waiting.of_page(request).go_on()


def _choices() -> list[tuple[Person, Choice]]:
    wanted = {person.email: person for person in cast() if person.role}
    pks = dict(User.objects.filter(email__in=wanted, is_active=True).values_list("email", "pk"))
    seated = Appointment.objects.current().filter(user__in=pks.values(), seat__organisation__isnull=False)
    organisations = dict(seated.order_by("-pk").values_list("user__email", "seat__organisation__name"))
    return [
        (
            person,
            Choice(
                role=person.role,
                name=person.name,
                organisation=organisations.get(email, ""),
                action=reverse("demo_sign_in_as", args=[pks[email]]),
                secret=person.secret if person.app else "",
                code=_code_now(person.secret) if person.app else "",
            ),
        )
        for email, person in wanted.items()
        if email in pks
    ]


def _code_now(secret: str) -> str:
    """What her app would show now."""
    now = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, now[len(now) // 2])))


def _is_safe(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _front_page(person: Person) -> str:
    collaboration = CareCollaboration.objects.filter(slug=person.collaboration).first()
    return f"{collaboration.prefix}/" if collaboration else "/"
