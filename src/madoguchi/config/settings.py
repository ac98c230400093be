"""Django's settings: what is the same on every installation. What differs per machine is in environment.py,
what differs per municipality is data (the dated settings of madoguchi.municipality)."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from madoguchi.config.environment import read_environment
from madoguchi.notify.mail import server_of

ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.secret_key
HISTORY_KEY = ENVIRONMENT.history_key
DEBUG = False
DEMO = ENVIRONMENT.demo
PLAIN_HTTP = ENVIRONMENT.plain_http
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
VAR = ENVIRONMENT.var
EXCHANGE_MACHINE = ENVIRONMENT.exchange_machine
EXCHANGE = EXCHANGE_MACHINE.folder
EXCHANGE_WEBHOOK_SECRETS = ENVIRONMENT.exchange_webhook_secrets
SOFT_PHONE_URL = ENVIRONMENT.soft_phone_url
PROBE_SECONDS = ENVIRONMENT.probe_seconds
RECORDINGS = ENVIRONMENT.recordings
RECORDING_KEYS = ENVIRONMENT.recording_keys

ROOT_URLCONF = "madoguchi.config.urls"
ASGI_APPLICATION = "madoguchi.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Staff"

INSTALLED_APPS = [
    "madoguchi.core",
    "madoguchi.accounts",
    "madoguchi.municipality",
    "madoguchi.workforce",
    "madoguchi.booking",
    "madoguchi.knowledge",
    "madoguchi.calls",
    "madoguchi.contacts",
    "madoguchi.messages",
    "madoguchi.quality",
    "madoguchi.planning",
    "madoguchi.metrics",
    "madoguchi.reports",
    "madoguchi.alerts",
    "madoguchi.telephony",
    "madoguchi.api",
    "madoguchi.web.frame",
    "madoguchi.web.live",
    "madoguchi.web.citizen",
    "madoguchi.web.city",
    "madoguchi.web.operator",
    "madoguchi.web.supervisor",
    "madoguchi.web.manager",
    "madoguchi.web.contacts",
    "madoguchi.web.telephone",
    "madoguchi.web.knowledge",
    "madoguchi.web.quality",
    "madoguchi.web.office",
    "madoguchi.web.home",
    "madoguchi.web.account",
    "madoguchi.config",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "madoguchi.config.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "madoguchi.config.health.HealthMiddleware",
    "madoguchi.telephony.asterisk.door.ExchangeDoor",
    "madoguchi.api.face.ApiFace",
    "madoguchi.config.null_signs.NullSignsMiddleware",
    "madoguchi.config.one_reading.OneReadingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "madoguchi.web.frame.stops.StopMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "madoguchi.web.frame.panes.PaneMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "madoguchi.web.account.middleware.StaffDoor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "madoguchi.web.frame.rendering.FrameRenderer"


# Data


def database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"].endswith("sqlite3"):
        config["ENGINE"] = "madoguchi.core.sqlite"
        config["CONN_MAX_AGE"] = None  # each thread of the web keeps its own
        config["OPTIONS"] = {
            # Three writers (web, worker, switchboard): a writer takes its lock at BEGIN and waits for it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                # What was erased is not left lying in the write-ahead log either, behind what was written last.
                "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=0;"
            ),
        }
        # Tests run on a file too: write-ahead log and parallel connections as in real life.
        config["TEST"] = {"NAME": str(ENVIRONMENT.var / "test.sqlite3")}
    else:
        config["ENGINE"] = "madoguchi.core.postgres"
        config["OPTIONS"] = {
            # Compiling a statement costs more than any of ours takes (ADR 0015: 260 ms for a search of 45 ms).
            "options": "-c jit=off",
            **config.get("OPTIONS", {}),
            # What is asked again and again is planned once for a connection (ADR 0012).
            "server_side_binding": True,
            "prepare_threshold": 2,
        }
        config["CONN_MAX_AGE"] = None  # the threads of the web are few, and each keeps its own
        config["CONN_HEALTH_CHECKS"] = True  # what was kept through a restart of PostgreSQL is not used again
    return config


DATABASES = {"default": database(ENVIRONMENT.database_url)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["fast", "slow"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Language and time

TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
LANG_INFO["ja-easy"] = {**LANG_INFO["ja"], "code": "ja-easy", "name_local": "やさしい日本語"}
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]

# Signing in

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "madoguchi.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # allauth asks for a password only if it is named here
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_id"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Attempts are counted in the database (accounts.sign_in): a cache of one process would count a part of them.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "madoguchi.web.account.forms.SignInForm",
    "change_password": "madoguchi.web.account.forms.OwnPasswordForm",
    "reauthenticate": "madoguchi.web.account.forms.OwnReauthenticateForm",
}
MFA_ADAPTER = "madoguchi.web.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Madoguchi"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "madoguchi.web.account.forms.SecondFactorForm",
    "reauthenticate": "madoguchi.web.account.forms.SecondFactorAgainForm",
    "activate_totp": "madoguchi.web.account.forms.ActivateAppForm",
    "add_webauthn": "madoguchi.web.account.forms.AddPasskeyForm",
    "edit_webauthn": "madoguchi.web.account.forms.RenamePasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENVIRONMENT.plain_http  # http://localhost, which browsers treat as safe
SESSION_ENGINE = "madoguchi.accounts.sessions"
SESSION_COOKIE_AGE = 86_400  # the longest that a sign-in policy may allow; the policy itself is checked at the door
DEMO_PASSWORD = "madoguchi-demo"  # noqa: S105 - shown on the sign-in page of a demo, used nowhere else

# Doors and locks

_PREFIX = "" if ENVIRONMENT.plain_http else "__Host-"
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not ENVIRONMENT.plain_http
# Not in a cookie of its own: what is said to a person may name people.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not ENVIRONMENT.plain_http
# Who watches over us, and the exchange beside us, knock by address and without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^exchange/(policy|booking)$"]
SECURE_HSTS_SECONDS = 0 if ENVIRONMENT.plain_http else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not ENVIRONMENT.plain_http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "madoguchi.web.frame.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],  # recordings, heard by staff
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Mail, where the installation has a server for it

_MAIL = server_of(ENVIRONMENT.mail_url)
MAIL_IS_ON = _MAIL is not None
if _MAIL:
    EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starts_tls, _MAIL.is_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
DKIM_SELECTOR, DKIM_KEY = ENVIRONMENT.dkim_selector, ENVIRONMENT.dkim_key
MESSAGE_TRANSPORT = "madoguchi.notify.post_office.post"

# Files that the front-end build makes

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "no_secret_link": {"()": "madoguchi.config.access_log.NoSecretLink"},
        "refusals_in_one_line": {"()": "madoguchi.config.access_log.RefusalsInOneLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_secret_link", "refusals_in_one_line"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # How far a PDF has come is nobody's news; each step stood between the lines of whoever asked for the file.
    "loggers": {"weasyprint": {"level": "WARNING"}},
}
