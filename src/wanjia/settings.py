"""Settings of Wanjia: a folder (`WANJIA_DATA`) or a database (`DATABASE_URL`) is all it needs."""

import os
from pathlib import Path

from wanjia.core.database import database_from
from wanjia.core.encryption.key_files import secret_key
from wanjia.core.logs import form_of, logging_for
from wanjia.core.private_files import keep_private

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("WANJIA_DATA", "data")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("WANJIA_DEBUG") == "1"
SECRET_KEY = secret_key(DATA)
keep_private(DATA)
# A proxy in front is believed about who asks and by which scheme; without one nobody is.
METRICS_TOKEN = os.environ.get("WANJIA_METRICS_TOKEN", "")
ALLOWED_HOSTS = os.environ.get("WANJIA_HOSTS", "*").split(",")

INSTALLED_APPS = [
    "wanjia.core",
    "wanjia.places",
    "wanjia.people",
    "wanjia.zoning",
    "wanjia.reports",
    "wanjia.duty",
    "wanjia.care",
    "wanjia.needs",
    "wanjia.goods",
    "wanjia.sites",
    "wanjia.notices",
    "wanjia.channels",
    "wanjia.city",
    "wanjia.privacy",
    "wanjia.everyday",
    "wanjia.ui",
    "wanjia_demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "wanjia.ui.system.request_log.watch",
    "wanjia.ui.system.request_log.behind_proxy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wanjia.ui.middleware.Compress",
    "wanjia.ui.middleware.security_headers",
    "wanjia.ui.household.fast_answer_middleware.quick_lane",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "wanjia.ui.middleware.not_too_big",
    "wanjia.ui.middleware.plain_text",
    "django.middleware.common.CommonMiddleware",
    "wanjia.ui.search_posts.asking",
    "django.middleware.csrf.CsrfViewMiddleware",
    "wanjia.core.access.rate_limit.coming_from",
    "wanjia.core.access.devices.device",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wanjia.ui.middleware.viewer",
    "wanjia.ui.accounts.policy.second_step",
    "wanjia.ui.middleware.tell_heard",
    "wanjia.ui.refused.keep_refused",
    "wanjia.ui.drafts.fill_in_again",
    "wanjia.ui.middleware.problems",
]

ROOT_URLCONF = "wanjia.urls"
WSGI_APPLICATION = "wanjia.wsgi.application"
CSRF_FAILURE_VIEW = "wanjia.ui.pages.stale"
AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["wanjia.core.access.backend.Backend"]
ACCOUNT_ADAPTER = "wanjia.ui.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds after a password in which it isn't asked anew
MFA_ADAPTER = "wanjia.ui.accounts.adapter.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "wanjia.ui.accounts.login_limits.AuthenticateForm",
    "reauthenticate": "wanjia.ui.accounts.login_limits.ReauthenticateForm",
}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# Browsers offer passkeys over TLS and on this machine alone; the server need not ask again.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
        "UserAttributeSimilarityValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A feature brings its own templates.
        "DIRS": sorted(PACKAGE.glob("*/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            # Any page may name a door.
            "builtins": ["wanjia.places.templatetags.address"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "wanjia.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), DATA)}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_COOKIE_NAME = "wanjia_lang"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

# A proxy of ours stands in front that speaks TLS and names who asks; nothing is sent without it.
BEHIND_TLS = os.environ.get("WANJIA_TLS") == "1"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-lang"

# A signed cookie names its device, which can be ended from elsewhere: see kernel/devices.py.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LOGGING = logging_for(
    form_of(os.environ.get("WANJIA_LOG", "")),
    tell_all=DEBUG,
    file=os.environ.get("WANJIA_LOG_FILE", ""),
)
