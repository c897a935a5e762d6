"""Django's settings, all from the environment (see `conf.environment` and the README for the variables)."""

import os

from django.conf.locale import LANG_INFO

from hejie.conf import environment

HOME = environment.home()
SECRET_KEY = os.environ.get("HEJIE_SECRET_KEY") or environment.secret_key(HOME)
DEBUG = environment.flag("HEJIE_DEBUG")

# Where people reach the pages from outside; used in mails that no request has caused.
PUBLIC_URL = os.environ.get("HEJIE_URL", "http://127.0.0.1:8000").rstrip("/")
# The live stream's address: whole, or `:port` for the page's own host at that port, or empty for that of the pages.
LIVE_URL = os.environ.get("HEJIE_LIVE_URL", "").rstrip("/")

# Hosts of marketplaces stand in a table, so the middleware of marketplaces is what refuses strange hosts.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost", *environment.words("HEJIE_HOSTS"), "*"]
CSRF_TRUSTED_ORIGINS = environment.words("HEJIE_TRUSTED_ORIGINS")
MARKETPLACE_CACHE_SECONDS = environment.whole("HEJIE_MARKETPLACE_CACHE_SECONDS", 5)

BEHIND_PROXY = environment.flag("HEJIE_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole("HEJIE_PROXY_COUNT", 1)

INSTALLED_APPS = [
    "hejie.store",
    "hejie.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "hejie.conf.security.SecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hejie.conf.cookieless.FilesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hejie.conf.marketplaces.MarketplaceMiddleware",
    "hejie.conf.faults.ApiFaults",
    # API calls with a token are answered here; what stands below concerns browsers.
    "hejie.conf.by_token.TokenMiddleware",
    "hejie.conf.marketplaces.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hejie.conf.signed_in.AuthenticationMiddleware",
    "hejie.conf.signed_in.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hejie.conf.context.ContextMiddleware",
    "hejie.web.unsent.UnsentMiddleware",
    "hejie.conf.signed_in.AskAgainMiddleware",
    "hejie.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "hejie.conf.urls"
WSGI_APPLICATION = "hejie.conf.wsgi.application"
FORM_RENDERER = "hejie.web.forms.HejieRenderer"
# The API's pages for people come from its package, which is found without being loaded (see `conf.later`).
_API_PAGES = environment.package_folder("ninja")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_API_PAGES / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "hejie.web.chrome.chrome",
            ],
        },
    },
]

DATABASES = {"default": environment.database(os.environ.get("HEJIE_DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counting failed sign-ins must hold over all processes and restarts, so the count stands in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hejie_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("zh", "中文"), ("en", "English"), ("ru", "Русский")]
# Our code for Chinese is `zh`; Django knows it as `zh-hans` only.
LANG_INFO.setdefault("zh", {**LANG_INFO["zh-hans"], "code": "zh"})
LANGUAGE_COOKIE_NAME = "hejie_language"
LOCALE_PATHS = [environment.Path(__file__).resolve().parent.parent / "web" / "locale"]

# Every part of a page with sample data at /styleguide/; a help for whoever builds pages.
HEJIE_STYLEGUIDE = DEBUG

# Who stamps the time on seals (RFC 3161), and the certificates to one of which theirs must lead.
TIME_STAMPS = environment.time_stamps(environment.words("HEJIE_TSA"))
TIME_STAMP_CA = os.environ.get("HEJIE_TSA_CA", "")
TIME_STAMP_SECONDS = environment.whole("HEJIE_TSA_EVERY", 0)
TIME_STAMPS_OWN_NETWORK = environment.flag("HEJIE_TSA_OWN_NETWORK")

STATIC_URL = "/static/"
STATICFILES_DIRS = [_API_PAGES / "static"]
STATIC_ROOT = environment.folder(HOME / "static")
STORAGES = {
    "default": environment.storage(os.environ.get("HEJIE_STORAGE", ""), HOME),
    "staticfiles": {"BACKEND": "hejie.conf.static.VersionedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# The class that carries out payments: our own ledger, or one that speaks to a payment provider (see adapters.payments).
PAYMENT_PROVIDER = os.environ.get("HEJIE_PAYMENT_PROVIDER") or "hejie.adapters.payments.Ledger"

# A request larger than this is refused before its body is read.
UPLOAD_MOST_BYTES = environment.whole("HEJIE_UPLOAD_BYTES", 25 * 1024 * 1024)
REQUEST_MOST_BYTES = UPLOAD_MOST_BYTES + 1024 * 1024
# A piece of evidence that comes in parts may be larger: a film. Beyond these numbers no more is taken in a room.
PIECE_MOST_BYTES = max(environment.whole("HEJIE_PIECE_BYTES", 1024 * 1024 * 1024), UPLOAD_MOST_BYTES)
PIECES_PER_SIDE = environment.whole("HEJIE_PIECES_PER_SIDE", 200)
PIECES_PER_CASE = environment.whole("HEJIE_PIECES_PER_CASE", 500)
UPLOADS_AT_ONCE = environment.whole("HEJIE_UPLOADS_AT_ONCE", 10)
# A file larger than this goes in parts where the page's script runs, so that a broken line costs little.
UPLOAD_PARTS_ABOVE = min(4 * 1024 * 1024, UPLOAD_MOST_BYTES)
# Where originals are served from, without cookies: empty for /files/ of the page's own host.
FILES_URL = os.environ.get("HEJIE_FILES_URL", "").rstrip("/")
# A virus scanner that every file is shown before it is kept (clamd): unix:/path or host:port; empty for none.
CLAMAV = os.environ.get("HEJIE_CLAMAV", "")
# A dossier that is sent in to be checked holds all files of a case, so more is let through there.
DOSSIER_MOST_BYTES = environment.whole("HEJIE_DOSSIER_BYTES", 200 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000  # the policy editor holds a whole policy in its form
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["hejie.adapters.incoming.InMemory", "hejie.adapters.incoming.OnDisk"]
# Beside the kept files, so that what has come in can become one of them without being copied.
FILE_UPLOAD_TEMP_DIR = str(environment.folder(HOME / "incoming"))

_LOCAL = DEBUG or environment.is_loopback(PUBLIC_URL.split("://", 1)[-1].split("/", 1)[0])
SESSION_COOKIE_NAME = "hejie"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not _LOCAL
CSRF_COOKIE_NAME = "hejie_form"
CSRF_FAILURE_VIEW = "hejie.web.refusals.form_too_old"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not _LOCAL
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not _LOCAL
SECURE_HSTS_SECONDS = 0 if _LOCAL else 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hejie.conf.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["hejie.conf.accounts.MarketplaceBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "hejie.conf.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from the marketplace, not from a sign-up page
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
_FORMS = "hejie.conf.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "user_token": f"{_FORMS}.UserTokenForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ConfirmForm",
    "activate_totp": f"{_FORMS}.ActivateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,6/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    # Dossiers that one address may send in to be checked.
    "check_dossier": os.environ.get("HEJIE_VERIFY_RATE") or "20/10m/ip",
}
MFA_ADAPTER = "hejie.conf.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Hejie"
SOCIALACCOUNT_ADAPTER = "hejie.conf.accounts.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": environment.sign_in_providers(os.environ)},
}
# Signing in with a provider posts a form that is answered by going there, which browsers hold to be the form's target.
SIGN_IN_ORIGINS = environment.origins(SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
USERSESSIONS_TRACK_ACTIVITY = False

# Shops whose systems may send their webhooks with a signature in place of a token.
SHOPS = environment.shops(os.environ)
DEFAULT_FROM_EMAIL = os.environ.get("HEJIE_MAIL_FROM", "Hejie <hejie@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
globals().update(environment.mail(os.environ.get("HEJIE_SMTP_URL", "")))
# Whether everybody may read the letters that lie in the table; for demonstrations, where nobody gets them otherwise.
OPEN_MAIL = environment.flag("HEJIE_OPEN_MAIL")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"secrets": {"()": "hejie.conf.security.WithoutSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HEJIE_LOG_LEVEL", "WARNING").upper()},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "INFO" if DEBUG else "WARNING"}},
}
