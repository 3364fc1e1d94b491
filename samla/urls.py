"""Every address of the portal. The roof: the only place that knows every app."""

from allauth.account import views as account
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from samla import http, registry
from samla.health import health
from samla.styleguide import styleguide

handler403 = http.forbidden
handler404 = http.not_found
handler500 = http.server_error

registry.discover()

# Codes by e-mail are the only way in; allauth's other addresses do not exist here.
sign_in = [
    path("logga-in/kod/", account.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/bekrafta/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logga-in/stangt/", account.signup, name="account_signup"),
    path("logga-in/inaktiv/", account.account_inactive, name="account_inactive"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("mina-inloggningar/", usersessions.list_usersessions, name="usersessions_list"),
]
demonstration: list[URLPattern | URLResolver] = []
if settings.DEMO:
    # Its sign-in page takes the place of the code's.
    demonstration = [path("", include("demo.urls")), path("stilguide/", styleguide, name="styleguide")]
else:
    sign_in.append(path("logga-in/", account.request_login_code, name="account_login"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("halsa/", health, name="health"),
    *demonstration,
    *sign_in,
    path("", include("desk.urls")),
    path("", include("groups.urls")),
    path("", include("cases.urls")),
    path("", include("plans.urls")),
    path("", include("documents.urls")),
]
