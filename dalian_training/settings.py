"""Django's settings; what differs between installations comes from `environment` and `servers`."""

from django.utils.translation import gettext_lazy as _

from core.admin_theme import unfold_settings
from dalian_training import environment, logs, servers

BASE_DIR = environment.BASE
MODE = environment.mode()
VAR = environment.var()
PROCESS = environment.process()
IS_PRODUCTION = MODE == "production"
DEMO_SIZE = environment.demo_size()  # of the city that fills an empty database

FORM_RENDERER = "core.forms.HouseRenderer"
FILTERS_EMPTY_CHOICE_LABEL = _("All")

# Databases: the web's login by default; the system worker's where PROCESS=system; the owner's,
# which may change tables, for migrations only.
DATABASES = {
    "default": servers.login_connection(PROCESS),
    "owner": servers.owner_connection(),
    **servers.replica_connections(PROCESS),
}
SYSTEM_DATABASE = servers.system_parameters()  # for `doctor` and `bootstrap_roles` to look at

DEBUG = False
SECRET_KEY = environment.secret_key()
FIELD_KEYS = environment.field_keys()
FIELD_CIPHER = environment.field_cipher()
LOOKUP_KEYS = environment.lookup_keys()
ALLOWED_HOSTS = environment.allowed_hosts()
ROOT_URLCONF = "dalian_training.urls"
WSGI_APPLICATION = "dalian_training.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "core",
    "organizations",
    "policies",
    "programs",
    "trainees",
    "supervision",
    "portal",
    "unfold",
    "django.contrib.admin.apps.SimpleAdminConfig",  # the site is our own, core.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django_celery_beat",
]

MIDDLEWARE = [
    "dalian_training.request_log.RequestLog",
    "core.metrics.requests.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.access.OutermostMiddleware",  # everything below acts as app_auth until the actor is known
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organizations.middleware.AccessMiddleware",  # from here on the actor's own role
    "organizations.middleware.SecondFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.pages.middleware.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.middleware.SessionSeenMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "core.pages.context.house",
            ]
        },
    }
]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": servers.redis_url(1),
    },
    "public": {  # pages kept for a moment by each process: nothing to ask, nothing that can be out
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 500},  # two a page: about 10 MB
    },
}
PUBLIC_PAGES_KEPT = environment.public_pages_kept()  # seconds

# People and sessions
AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["organizations.accounts.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "organizations.sessions"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"
ACTOR_CHECK = "organizations.queries.standing_actor"  # does who asked for a job still stand?
# act as app_auth all the way
AUTH_PATHS = ("/login/", "/logout/", "/register/", "/security/", "/invitation/")

ACCOUNT_USER_DISPLAY = str  # the name, never the login
ACCOUNT_ADAPTER = "organizations.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "organizations.forms.LoginForm",
    "request_login_code": "organizations.forms.RequestCodeForm",
    "confirm_login_code": "organizations.forms.ConfirmCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # closed by the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # by short message, for workers; see organizations.accounts
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies()  # else all visitors share a limit
ACCOUNT_RATE_LIMITS = {"request_login_code": "10/m/ip,60/h/ip,1/m/key,5/h/key"}
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # a worker's number is confirmed at the counter
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_SESSION_REMEMBER = False
SECOND_FACTOR_REQUIRED = IS_PRODUCTION  # for staff roles; in demo mode a banner asks for it
MFA_ADAPTER = "organizations.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "大连市职业技能培训"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "organizations.forms.AddPasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # plain HTTP on this machine
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by whoever invites, not by sign-up

# Work
CELERY_BROKER_URL = servers.broker_url()
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"*.system_*": {"queue": "system"}}  # workers that log in as app_system
CELERY_TASK_ACKS_LATE = True  # a killed worker's task runs again
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# Languages and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "dalian_training.formats"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Interface for programs
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.api.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "core.api.authentication.IsSignedIn",
        "core.api.authentication.HasScope",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttles.Requests", "core.api.throttles.Addresses"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.api.negotiation.JsonOnly",
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "core.api.problems.handler",
    "NUM_PROXIES": int(IS_PRODUCTION),  # whose X-Forwarded-For is believed
}
API_RATES = {  # requests, seconds
    "public": (120, 60),
    "signed_in": (600, 60),
    "sign_in_address": (20, 60),
    "sign_in_name": (10, 300),
    "registration": (20, 3600),  # of units, by address; and tries of tracking codes
    "worker_registration": (120, 3600),  # codes; a hall of learners shares an address
    "tracking": (30, 600),
    "certificate_check": (30, 600),  # by address: numbers follow each other, names do not
    "shared": (60, 600),  # share links, by address
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "大连市职业技能培训 API · Dalian Vocational Training API",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "POSTPROCESSING_HOOKS": ["core.api.schema.describe_problems"],
    "SERVE_INCLUDE_SCHEMA": False,
}

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.staticfiles.VendorFinder",
]
MEDIA_ROOT = VAR / "media"  # never served as such, only through views that check rights
STORAGES = {
    "default": environment.storage(),
    "staticfiles": {"BACKEND": "core.staticfiles.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others
FILE_UPLOAD_PERMISSIONS = 0o600
LARGEST_FORM = 30 * 1024 * 1024  # bytes of a request to the API that brings files
ACCEL_LOCATION = environment.text("ACCEL_LOCATION")  # nginx sends the files itself, by this prefix
NODE_MODULES = BASE_DIR / "node_modules"
FONT_FILES = [BASE_DIR / file for file in environment.FONT_FILES]

# Mail and short messages; where nothing is named they are kept and shown at /outbox/
HAS_MAIL_SERVER = bool(environment.text("EMAIL_URL"))
SMS_GATEWAY = environment.sms_gateway()
globals().update(environment.email())
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "training@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Reference lists that are asked for by HTTP, docs/lists.md
LIST_SOURCES = environment.list_sources()
LIST_HOURS = environment.whole_number("LIST_HOURS", 24, 1, 720)  # between two questions
LIST_MEGABYTES = environment.whole_number("LIST_MEGABYTES", 1024, 1, 65_536)  # of one list

# Safety
INSIDE_ADDRESSES = environment.inside_addresses()  # who may ask for /metrics
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
DEVICE_COOKIE_NAME = "device"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; the browser forgets it when it is closed
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if IS_PRODUCTION:  # behind a proxy that speaks HTTPS; demo mode is plain HTTP on this machine
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # the access middleware names who acts
LOGGING = logs.configuration(environment.log_format())

UNFOLD = unfold_settings()
