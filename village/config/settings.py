"""One file, read from the environment. What production needs and lacks fails at start, loudly."""

from pathlib import Path

from village.config import environment, secrets
from village.ui import logs
from village.ui.creoles import make_known

ROOT = Path(__file__).resolve().parents[2]
MODE = environment.mode()
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"  # cannot be true in production: both are read from one word
DEBUG = False

# What a site keeps: its database when embedded, its snapshots, the demo's keys.
STATE = environment.existing_folder(environment.optional("VILLAGE_STATE", str(ROOT / "var")))
KEYS = secrets.from_environment() if PRODUCTION else secrets.made_here(STATE / "demo-keys.json")
SECRET_KEY = KEYS["VILLAGE_SECRET_KEY"]
FIELD_KEYS = secrets.read_keys(KEYS["VILLAGE_FIELD_KEYS"])
INDEX_KEY = KEYS["VILLAGE_INDEX_KEY"].encode()
SNAPSHOT_KEY = KEYS["VILLAGE_SNAPSHOT_KEY"].encode()

SITE_NAME = environment.optional("VILLAGE_SITE_NAME", "village")
MARK = environment.mark(SITE_NAME)  # on every page we print
CONTACT = environment.optional("VILLAGE_CONTACT", "")  # who answers when a page cannot be used
# The address written in letters and on QR codes; a request's own host serves when it is empty (demo).
SITE_URL = (
    environment.required(
        "VILLAGE_SITE_URL", why="letters and QR codes carry it, e.g. https://village.example"
    )
    if PRODUCTION
    else environment.optional("VILLAGE_SITE_URL", "")
).rstrip("/")
ALLOWED_HOSTS = environment.listed(
    "VILLAGE_HOSTS",
    environment.host_of(SITE_URL) if PRODUCTION else environment.hosts_of_a_demo(),
)

# Named in the information every parent reads before deciding (GDPR art. 13).
CONTROLLER = (
    environment.required(
        "VILLAGE_CONTROLLER", why="parents read who answers for the evaluation, e.g. an association"
    )
    if PRODUCTION
    else environment.optional("VILLAGE_CONTROLLER", "Association de démonstration")
)
DPO_CONTACT = (
    environment.required(
        "VILLAGE_DPO_CONTACT", why="parents read where to write about their rights"
    )
    if PRODUCTION
    else environment.optional("VILLAGE_DPO_CONTACT", "donnees@example.org")
)

# Where "leave fast" leads: an ordinary page that many people open.
QUICK_EXIT_URL = environment.optional("VILLAGE_QUICK_EXIT", "https://meteofrance.com/")

INSTRUMENTS_DIRS = [
    Path(p) for p in environment.listed("VILLAGE_INSTRUMENTS", str(ROOT / "instruments"))
]
BATTERIES_DIR = ROOT / "batteries"
# What is asked of whoever enters a group. The demo's people were drawn on four waves counted from their entry.
DEFAULT_BATTERY = environment.optional(
    "VILLAGE_BATTERY", "village-core@1" if DEMO else "village-recommended@1"
)
SNAPSHOTS_DIR = STATE / "snapshots"

DATABASES = {
    "default": environment.database(
        environment.required("VILLAGE_DATABASE", why="where records are kept")
        if PRODUCTION
        else environment.optional("VILLAGE_DATABASE", f"sqlite:///{STATE / 'village.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "network.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "village.ui",  # before the packages whose forms and pages it draws
    "village.audit",
    "village.documents",
    "village.network",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "village.readiness",
    "village.library",
    "village.people",
    "village.groups",
    "village.surveys",
    "village.plans",
    "village.snapshots",
    "village.dashboards",
    *(["village.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "village.ui.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads randomly, so masked CSRF tokens stay safe (BREACH)
    "django.contrib.sessions.middleware.SessionMiddleware",
    "village.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "village.ui.bodies.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "village.network.middleware.RolesMiddleware",
    "village.ui.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "village.network.middleware.SecondFactorMiddleware",
    "village.ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "village.config.urls"
WSGI_APPLICATION = "village.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "village.ui.context.site",
            ],
            "builtins": ["village.ui.templatetags.days"],
        },
    }
]
FORM_RENDERER = "village.ui.forms.FormRenderer"
MENUS = {
    "main": "village.config.menu.MAIN",
    "public": "village.config.public_menu.PUBLIC",
    "house": "village.config.menu.HOUSE",
    "group": "village.config.menu.GROUP",
}
AGENDA = "village.config.agenda.AGENDA"
LETTERS = "village.config.messages.LETTERS"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "village.network.passwords.NotTriedFirst"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "network:start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = (
    "village.network.accounts.AccountAdapter"  # accounts are opened by the team, not by visitors
)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation letter is the proof of the address
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # … to the second factor, which is asked all the same
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password or second factor changes is told
# Everyone who signs in holds health data at arm's length: two factors, always. Only the demo's open doors and
# tests about other things do without; no variable of the environment can.
SECOND_FACTOR_REQUIRED = PRODUCTION
MFA_ADAPTER = "village.network.accounts.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "village.network.account_forms.OurLoginForm",
    "reauthenticate": "village.network.account_forms.OurReauthenticateForm",
    "change_password": "village.network.account_forms.OurChangePasswordForm",
    "set_password": "village.network.account_forms.OurSetPasswordForm",
    "reset_password": "village.network.account_forms.OurResetPasswordForm",
    "reset_password_from_key": "village.network.account_forms.OurResetPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "village.network.account_forms.OurCodeForm",
    "reauthenticate": "village.network.account_forms.OurCodeAgainForm",
    "activate_totp": "village.network.account_forms.OurApplicationForm",
    "add_webauthn": "village.network.account_forms.PasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: whoever has a password received it by letter
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]  # what the team reads
# What a parent may read, each named as its speakers do. A language opens when the whole page speaks it and someone
# has approved it: `library.installed.languages_offered`.
PARENT_LANGUAGES = [
    *LANGUAGES,
    ("ar", "العربيّة"),
    ("es", "Español"),
    ("pt", "Português"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ht", "Kreyòl ayisyen"),
    ("rcf", "Kréol rénioné"),
]
make_known()
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
FORMAT_MODULE_PATH = ["village.ui.formats"]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = environment.existing_folder(STATE / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_HOST = environment.optional("VILLAGE_SMTP_HOST", "localhost")
EMAIL_PORT = int(environment.optional("VILLAGE_SMTP_PORT", "25"))
EMAIL_HOST_USER = environment.optional("VILLAGE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = environment.optional("VILLAGE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("VILLAGE_SMTP_TLS", default=PRODUCTION)
EMAIL_TIMEOUT = 20
# The demo has no post office: its letters are printed where the server runs.
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEMO else 'smtp'}.EmailBackend"
DEFAULT_FROM_EMAIL = (
    environment.required("VILLAGE_FROM", why="letters name it as their sender")
    if PRODUCTION
    else environment.optional("VILLAGE_FROM", "bonjour@localhost")
)

SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and environment.flag("VILLAGE_SSL_REDIRECT", default=True)
BEHIND_PROXY = environment.flag("VILLAGE_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Limits on sign-in attempts count per address: behind a proxy, the one it reports. They live in the memory of
# each server process (Django's default cache): with several processes, the limits are that many times wider.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
# Nothing to other sites. Not "no-referrer" everywhere: browsers then send forms with `Origin: null`, which Django
# refuses as forged; links that hold a secret do say it (ui/middleware.py).
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
CSRF_FAILURE_VIEW = "village.ui.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000  # a full battery is under 5 kB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LOGGING = logs.TO_THE_CONSOLE
