"""All settings, from the environment. Without SAMLA_DEMO=1 everything that production needs must be given."""

import secrets
from pathlib import Path
from typing import Any

import pgtrigger
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from samla import environment, federation

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("SAMLA_VAR", str(BASE_DIR / "var")))

DEMO = environment.flag("SAMLA_DEMO")
PRODUCTION = environment.flag("SAMLA_PRODUCTION", default=not DEMO)
if DEMO and PRODUCTION:
    raise ImproperlyConfigured(
        "SAMLA_DEMO=1 får inte användas i produktion: vem som helst kan då logga in som vem som helst."
    )
DEBUG = False

PORT = environment.text("PORT", "8000")
SITE_URL = environment.text("SAMLA_URL", f"http://localhost:{PORT}" if DEMO else None).rstrip("/")
SECRET_KEY = environment.text("SECRET_KEY", secrets.token_urlsafe(50) if DEMO else None)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else None)

INSTALLED_APPS = [
    "samla",
    "outbox",
    "groups",
    "documents",
    "plans",
    "cases",
    "meetings",
    "desk",
    *(["demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "groups.http.CollaborationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "samla.http.LoginRequired",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "samla.secret_paths.History",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "samla.urls"
WSGI_APPLICATION = "samla.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.http.frame",
            ],
            "builtins": ["django.templatetags.static", "samla.templatetags.formats", "samla.templatetags.look"],
        },
    }
]
FORM_RENDERER = "samla.forms.Renderer"

# The application's role owns nothing; the owner migrates (manage.py migrate --database owner).
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database(environment.text("DATABASE_URL"))}
if environment.text("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = {**environment.database(environment.text("DATABASE_OWNER_URL")), "CONN_MAX_AGE": 0}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, because the sign-in's rate limits and used codes count across them. Room enough that nobody
# can push them out by filling it.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samla_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "groups.User"
AUTHENTICATION_BACKENDS = ["groups.adapters.PowersBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samla.http.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

ACCOUNT_ADAPTER = "groups.adapters.AccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "groups.forms.CodeRequestForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "federated": "120/m/ip",  # answers from an identity provider; a whole municipality may come from one address
}
USERSESSIONS_TRACK_ACTIVITY = False

# Passkeys, codes from an app and recovery codes (L26), and how long they count for what is sensitive (ADR 0020).
MFA_ADAPTER = "groups.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "groups.forms.factors.CodeForm",
    "authenticate_webauthn": "groups.forms.factors.PasskeyAnswerForm",
    "login_webauthn": "groups.forms.factors.PasskeySignInForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # each sign-in is two; a whole municipality may come from one address
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # a code typed at the last second is still good; groups.forms.factors lets none be used twice
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the organisation has given the address, and the sign-in code goes to it
STRONG_MINUTES = environment.number("SAMLA_STRONG_MINUTES", 15)
STRONG_REQUIRED = environment.flag("SAMLA_STRONG_REQUIRED")
# Locks the apps' secrets in the database. Given by itself, SECRET_KEY can be changed without anybody losing her app.
FACTOR_KEY = environment.text("SAMLA_FACTOR_KEY", "demonstration" if DEMO else SECRET_KEY)
OIDC, SAML = federation.openid_connect(), federation.saml()
IDENTITY_PROVIDERS = [
    environment.IdentityProvider(environment.text(f"SAMLA_{name}_LABEL", "tjänstelegitimation"), f"/logga-in/{path}/")
    for name, path, provider in (("OIDC", "oidc", OIDC), ("SAML", "saml", SAML))
    if provider
]
# Rate limits count per address: behind a proxy that is the address the proxy has seen, not the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("SAMLA_BEHIND_PROXY") else 0

# With the session, so that session and CSRF stay the only cookies (L23).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
# Guardian's own backend is left out on purpose: it costs two queries a row. groups.adapters.PowersBackend answers.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

TASKS = {"default": {"BACKEND": "samla.tasks.ProcrastinateBackend", "QUEUES": []}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = "samla.tasks.register"

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = DEMO
# Uploaded files lie outside whatever a web server serves by itself: on disk, or in an S3-compatible storage (ADR 0029).
STORAGES = {
    "default": environment.object_storage()
    or {"BACKEND": "samla.storage.WholeFileStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

FILE_UPLOAD_HANDLERS = [
    "samla.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "samla.uploads.OnDisk",
]
UPLOADS_DIR = VAR_DIR / "uploads"
# The virus scanner: a path to a unix socket, or host:port. Without it, files say that they have not been scanned.
CLAMD_SOCKET = environment.text("CLAMD_SOCKET", "")
# How many days before a last day the morning's letter reminds of it; 0 is on the day itself.
REMINDER_DAYS = environment.number("SAMLA_REMINDER_DAYS", 3, least=0)
# How many days before the last day for views those who cannot come and have not written are reminded.
VIEW_REMINDER_DAYS = [int(word) for word in environment.words("SAMLA_VIEW_REMINDER_DAYS", "3,1") if word.isdecimal()]
# A worker that has been silent for so long is dead, and its jobs go back into the queue.
WORKER_DEAD_AFTER_SECONDS = environment.number("SAMLA_WORKER_DEAD_AFTER", 30)

DEFAULT_FROM_EMAIL = environment.text("SAMLA_FROM", "portalen@localhost" if DEMO else None)
if DEMO:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": environment.text("SMTP_HOST"),
                "port": int(environment.text("SMTP_PORT", "587")),
                "username": environment.text("SMTP_USER", ""),
                "password": environment.text("SMTP_PASSWORD", ""),
                "use_tls": environment.flag("SMTP_TLS", default=True),
                "timeout": environment.number("SMTP_TIMEOUT", 20),
            },
        }
    }

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = environment.flag("SAMLA_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("SAMLA_BEHIND_PROXY") else None
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "samla.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        # A refused step or a missing page is the portal at work; the access log tells of it.
        "django.request": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING" if DEMO else "INFO"},
}
