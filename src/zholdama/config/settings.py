"""Django's settings, read from the environment and the installation's own secrets.

Modes (`ZHOLDAMA_MODE`): `demonstration` (the default: a laptop, made-up people, a development signer that the pages name)
and `production` (refuses everything that belongs to a demonstration).
"""

import base64
import hashlib
import os
from pathlib import Path

from zholdama.config import addresses, mail
from zholdama.config.installation import here as installation
from zholdama.ui.policy import CONTENT_SECURITY_POLICY  # noqa: F401  (read by django-csp)

PACKAGE = Path(__file__).resolve().parent.parent
MODE = os.environ.get("ZHOLDAMA_MODE", "demonstration")
if MODE not in {"demonstration", "production"}:
    raise RuntimeError(f"ZHOLDAMA_MODE is {MODE!r}; it must be 'demonstration' or 'production'")
ZHOLDAMA_PRODUCTION = MODE == "production"
ZHOLDAMA_DEMONSTRATION = MODE == "demonstration"

SECRET_KEY = installation().secret("django_secret_key") + installation().secret("nonce_key")
DEBUG = False
ALLOWED_HOSTS = (
    os.environ.get("ZHOLDAMA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
    if not ZHOLDAMA_PRODUCTION
    else [host for host in os.environ.get("ZHOLDAMA_HOSTS", "").split(",") if host]
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if ZHOLDAMA_PRODUCTION]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "procrastinate.contrib.django",
    *(
        f"zholdama.{room}"
        for room in [
            "ledger",
            "clocks",
            "papers",
            "signatures",
            "providers",
            "identity",
            "ui",
            "access",
            "reception",
            "opportunities",
            "applications",
            "eligibility",
            "referrals",
            "acceptance",
            "notifications",
            "monitoring",
            "portal",
            "desk",
            "hall",
            "employers",
            "api",
            "worker",
        ]
    ),
]
if ZHOLDAMA_DEMONSTRATION:
    INSTALLED_APPS.append("zholdama.demonstration")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zholdama.ui.middleware.PolicyHeadersMiddleware",
    "zholdama.ui.middleware.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zholdama.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "zholdama.access.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "zholdama.config.urls"
WSGI_APPLICATION = "zholdama.config.wsgi.application"
APPEND_SLASH = True

FORM_RENDERER = "zholdama.ui.forms.HouseRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "zholdama.ui.context.furniture",
                "zholdama.access.context.actor",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Four logins, four aliases: the web login owns nothing and sees nothing outside a unit of work; oversight reads
# over all providers; the worker runs jobs; the owner migrates, backs up and loads in bulk, and serves no page.
DATABASES = addresses.databases(installation())
DATABASE_ROUTERS = ["zholdama.ledger.router.UnitOfWorkRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "zholdama.access.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # the name in the credentials of authenticate(), not that of the form
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Zholdama"

# axes is asked inside the sign-in's unit of work; its middleware would ask outside one.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

SESSION_ENGINE = "zholdama.access.sessions"
SESSION_COOKIE_AGE = 15 * 60 if ZHOLDAMA_PRODUCTION else 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zholdama.ui.views.csrf_failure"
if ZHOLDAMA_PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = [
    "zholdama.papers.upload_limit.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_DATABASE_ALIAS = "worker"
PROCRASTINATE_IMPORT_PATHS = ["zholdama.worker.jobs"]

# Outside systems, each behind a port of the room that needs it; a dotted path names who answers.
ZHOLDAMA_PERSON_REGISTRY = os.environ.get(
    "ZHOLDAMA_PERSON_REGISTRY",
    "zholdama.demonstration.registry.DemonstrationRegistry"
    if ZHOLDAMA_DEMONSTRATION
    else "zholdama.identity.registry.SilentRegistry",
)
ZHOLDAMA_DEMONSTRATION_STAFF = "zholdama.demonstration.staff_list.StaffList" if ZHOLDAMA_DEMONSTRATION else ""
# Where the pages' script looks for the signing program. In service it is NCALayer and nothing else; the demonstration
# has the development signer, with its page on the next port.
_SIGNER_PORT = int(os.environ.get("ZHOLDAMA_SIGNER_PORT", "13580"))
_SIGNER_PAGE_PORT = int(os.environ.get("ZHOLDAMA_SIGNER_PAGE_PORT", str(_SIGNER_PORT + 1)))
ZHOLDAMA_NCALAYER = f"ws://127.0.0.1:{_SIGNER_PORT}" if ZHOLDAMA_DEMONSTRATION else "wss://127.0.0.1:13579"
ZHOLDAMA_SIGNER_PAGE = f"http://127.0.0.1:{_SIGNER_PAGE_PORT}/" if ZHOLDAMA_DEMONSTRATION else ""
ZHOLDAMA_KEY_SECRET = base64.urlsafe_b64encode(
    hashlib.sha256(installation().secret("seal_key").encode()).digest()
)
# Signs the public list of keys and of referrals that no longer hold.
ZHOLDAMA_LIST_KEY = hashlib.sha256(installation().secret("list_key").encode()).digest()
# Marks the addresses that are counted, so that no address is kept.
ZHOLDAMA_COUNT_SECRET = hashlib.sha256(b"questions" + SECRET_KEY.encode()).digest()
ZHOLDAMA_TRUST = installation().root / "trust"
# Who judges signatures (native, ncanode, both), and the only hosts that are ever asked about them.
ZHOLDAMA_SIGNATURE_VERIFIER = os.environ.get("ZHOLDAMA_SIGNATURE_VERIFIER", "native")
ZHOLDAMA_NCANODE = os.environ.get("ZHOLDAMA_NCANODE", "")
ZHOLDAMA_OCSP = os.environ.get("ZHOLDAMA_OCSP", "")
ZHOLDAMA_TSA = os.environ.get("ZHOLDAMA_TSA", "")
ZHOLDAMA_CRLS = os.environ.get("ZHOLDAMA_CRLS", "")
ZHOLDAMA_SIGNATURE_FOLDER = installation().root / "signatures"
# Signing on the phone: how long a link stands, and the BIN that a phone shows where no provider is known yet.
ZHOLDAMA_PHONE_SECONDS = int(os.environ.get("ZHOLDAMA_PHONE_SECONDS", "180"))
ZHOLDAMA_PHONE_BIN = os.environ.get("ZHOLDAMA_PHONE_BIN", "")
ZHOLDAMA_PUBLIC_ADDRESS = os.environ.get("ZHOLDAMA_PUBLIC_ADDRESS", "http://127.0.0.1:8000")

# Messages out of the house; without a mail server, or an SMS carrier, the channel is off and nothing is put on its way.
ZHOLDAMA_MAIL = "zholdama.notifications.smtp.Smtp"
ZHOLDAMA_SMTP = mail.server(os.environ)
ZHOLDAMA_SMS = os.environ.get("ZHOLDAMA_SMS", "")
ZHOLDAMA_SMS_FILE = installation().root / "messages" / "sms.jsonl"
# Kind of message -> dotted name of what makes its link (`notifications/kinds.py: MakesLink`).
ZHOLDAMA_MESSAGE_LINKS = {
    "referral_issued": "zholdama.referrals.links.for_message",
    "answer_reminder": "zholdama.referrals.links.for_message",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"allowlist": {"()": "zholdama.config.logging.Allowlist"}},
    "formatters": {"line": {"()": "zholdama.config.logging.LineFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["allowlist"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "ERROR"},
    },
}
