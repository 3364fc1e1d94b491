"""Every address of the portal. The roof: the only place that knows every app."""

from importlib import import_module

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from samla import http, registry
from samla.health import health
from samla.styleguide import styleguide

handler403 = http.forbidden
handler404 = http.not_found
handler500 = http.server_error

registry.discover()

# A code by e-mail or a passkey; allauth's other addresses do not exist here, and groups/ has Min inloggning.
sign_in = [
    path("logga-in/kod/", account.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/bekrafta/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logga-in/stangt/", account.signup, name="account_signup"),
    path("logga-in/inaktiv/", account.account_inactive, name="account_inactive"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("logga-in/nyckel/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("logga-in/extra/", factors.authenticate, name="mfa_authenticate"),
]
demonstration: list[URLPattern | URLResolver] = []
if settings.DEMO:
    # Its sign-in page takes the place of the code's.
    demonstration = [path("", include("demo.urls")), path("stilguide/", styleguide, name="styleguide")]
else:
    sign_in.append(path("logga-in/", account.request_login_code, name="account_login"))

# Beside our own sign-in, where an identity provider is configured; each needs its extra (ADR 0021).
if settings.OIDC:
    oidc = import_module("groups.views.oidc")
    sign_in += [
        path("logga-in/oidc/", oidc.start, name="oidc_start"),
        path("logga-in/oidc/svar/", oidc.answer, name="oidc_answer"),
    ]
if settings.SAML:
    saml = import_module("groups.views.saml")
    sign_in += [
        path("logga-in/saml/", saml.start, name="saml_start"),
        path("logga-in/saml/svar/", saml.receive, name="saml_receive"),
        path("logga-in/saml/klar/", saml.answer, name="saml_answer"),
        path("logga-in/saml/metadata/", saml.metadata, name="saml_metadata"),
    ]

urlpatterns: list[URLPattern | URLResolver] = [
    path("halsa/", health, name="health"),
    *demonstration,
    *sign_in,
    path("", include("desk.urls")),
    path("", include("groups.urls")),
    path("", include("cases.urls")),
    path("", include("meetings.urls")),
    path("", include("plans.urls")),
    path("", include("documents.urls")),
]
