"""What every way of running shares. Each setting that guards something says what."""

import os
from importlib.util import find_spec
from pathlib import Path

import dj_database_url

from config.mail import mail_settings

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VINHDANH_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, which templates/django/forms/ overrides
    "django_htmx",
    "axes",
    "guardian",
    "viewflow",
    "viewflow.workflow",
    "vietnamese",
    "history",
    "runs",
    "accounts",
    "organizations",
    "permissions",
    "spreadsheets",
    "rolls",
    "nominations",
    "meetings",
    "documents",
    "certificates",
    "ceremonies",
    "notices",
    "workflows",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workflows.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.office",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "builtins": ["vietnamese.templatetags.vietnamese", "organizations.templatetags.components"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite: IMMEDIATE takes the write lock at the start of a transaction, so that two people who press at once
# queue instead of failing; a rollback journal because SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode
# (sqlite.org/changes.html, 3.51.3); EXTRA so that an acknowledged decision survives a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON;"),
}

# PostgreSQL: nobody waits for another's row longer than ten seconds; no query is compiled first, which takes a tenth of a
# second where the planner thinks that a page of an archive of 200,000 lines will be long.
POSTGRES_OPTIONS = {"options": "-c lock_timeout=10000 -c jit=off"}


def database(url: str | None) -> dict:
    """Return Django's settings for the database at `url`, or for the SQLite file in var/ when there is none."""
    if url:
        settings = dj_database_url.parse(url)
        if "sqlite" not in settings["ENGINE"]:
            return settings | {"OPTIONS": settings.get("OPTIONS", {}) | POSTGRES_OPTIONS}
    else:
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "vinhdanh.sqlite3"}
    return settings | {"OPTIONS": SQLITE_OPTIONS}


DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
# Benchmarks and journeys make a database of their own; a power cut may lose it, so it need not wait for the disk.
SCRATCH_DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": SQLITE_OPTIONS
    | {"init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "workflows:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# guardian: no row for anonymous visitors, whose is_anonymous would be False
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

PROXIES = int(os.environ.get("VINHDANH_PROXIES", "0"))  # the office's own, between its visitors and this program

# axes: user name and address together, so that one person's typing errors do not lock a whole office behind one router
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries again too early does not wait longer
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "config.proxies.client_address"
AXES_VERBOSE = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# The files of installed packages stay inside, but for htmx: nobody asks for viewflow's interface of 49 MB, and one of its
# style sheets names files that it lacks, which stops collectstatic.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("django_htmx", Path(find_spec("django_htmx").origin).parent / "static" / "django_htmx"),
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "config.fonts.FontPackageFinder"]
MEDIA_ROOT = VAR_DIR / "files"  # never served by address: every file goes through a view that asks who wants it
SHELF_ROOT = VAR_DIR / "shelf"  # what any machine can make again (documents.shelf); never part of a backup
URN_DIR = VAR_DIR / "urns"  # keys of secret ballots that are open now; never part of a backup (docs/adr/0018)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Where people reach the system, as letters print it; without it they say "sign in" instead of giving an address.
SITE_ADDRESS = os.environ.get("VINHDANH_ADDRESS", "").rstrip("/")

# Where anybody can check a certificate, as its QR code says it: reachable from outside the office. Without it certificates
# carry the short code only.
VINHDANH_PUBLIC_URL = os.environ.get("VINHDANH_PUBLIC_URL", "").rstrip("/")

# The office's electronic signature: a PKCS#12 file, or a token through its maker's PKCS#11 library (docs/adr/0025).
# Passphrase and PIN are typed when signing and kept nowhere.
VINHDANH_SIGNING_P12 = os.environ.get("VINHDANH_SIGNING_P12", "")
VINHDANH_SIGNING_PKCS11 = os.environ.get("VINHDANH_SIGNING_PKCS11", "")
VINHDANH_SIGNING_TOKEN = os.environ.get("VINHDANH_SIGNING_TOKEN", "")
VINHDANH_SIGNING_ROOTS = os.environ.get("VINHDANH_SIGNING_ROOTS", "")  # root certificates (PEM) that signatures lead to

# The mail server (config.mail says which variables); without one letters wait in the outbox and notices work as ever.
globals().update(mail_settings(os.environ))

PAD_MONTHS = os.environ.get("VINHDANH_PAD_MONTHS", "0") == "1"  # 05/09/2026 instead of 05/9/2026

# Warnings and errors go to the process's own output, which ./run and a service manager keep; Django's default would
# send errors by mail only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"dated": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "dated", "level": "WARNING"}},
    "root": {"handlers": ["output"]},
}

DEMO_MODE = False
