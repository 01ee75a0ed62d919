"""All settings, each read from the environment through `foundation.env`; `.env.example` lists them with their defaults.

Development is the default and serves this machine alone: `DEBUG` is on, ALLOWED_HOSTS is loopback, the secret key is
drawn once per checkout and kept under `var/`. With `DEBUG=0` the secrets and addresses have no default.
"""

from pathlib import Path
from typing import Any

from tracker import beat
from tracker.broker import TRANSPORT_OPTIONS, broker_address, socket_path
from tracker.cross_origin import cross_origin
from tracker.database import DATABASE_SCHEMES, database
from tracker.foundation import env
from tracker.foundation.rest import configuration
from tracker.keys import kept_key
from tracker.logs import logging_settings
from tracker.snapshot_settings import snapshot_settings

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = env.text("ENV_FILE", "")
env.read_file(Path(ENV_FILE or BASE_DIR / ".env"), required=bool(ENV_FILE))

DEBUG = env.boolean("DEBUG", True)
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
PORT = env.integer("PORT", 8000, minimum=1, maximum=65535)
PUBLIC_URL = env.url(
    "PUBLIC_URL", f"http://127.0.0.1:{PORT}" if DEBUG else env.REQUIRED, schemes=["http", "https"]
).rstrip("/")

# --- Security
SECRET_KEY = env.secret("SECRET_KEY", kept_key(VAR_DIR / "secret_key") if DEBUG else env.REQUIRED, minimum_length=50)
SECRET_KEY_FALLBACKS = list(env.words("SECRET_KEY_FALLBACKS", ()))
# Encrypts what has to be read again (tracker.foundation.access.sealing); without one, SECRET_KEY does.
SECRETS_KEY = env.secret("SECRETS_KEY", "", minimum_length=50)
SECRETS_KEY_FALLBACKS = list(env.words("SECRETS_KEY_FALLBACKS", ()))
ALLOWED_HOSTS = list(env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if DEBUG else env.REQUIRED))
CSRF_TRUSTED_ORIGINS = list(env.words("CSRF_TRUSTED_ORIGINS", ()))
ANONYMOUS_READ = env.boolean("ANONYMOUS_READ", DEBUG)
PUBLIC_SITE = env.boolean("PUBLIC_SITE", DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_NAME = "tracker_session" if DEBUG else "__Host-tracker_session"
CSRF_COOKIE_NAME = "tracker_csrf" if DEBUG else "__Host-tracker_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.integer("SESSION_AGE_SECONDS", 43_200, minimum=60)  # from the password on
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 0 if DEBUG else 31_536_000, minimum=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FORMS_URLFIELD_ASSUME_HTTPS = True  # the default of Django 6

# --- Applications
INSTALLED_APPS = [
    "tracker",
    "tracker.foundation.access",
    "incidents",
    "incidents.webhooks",
    "sources",
    "tracker.foundation.access.admin_app.CuratorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
]

MIDDLEWARE = [
    "tracker.logs.RequestIdMiddleware",
    "tracker.timeouts.DeadlineMiddleware",
    "tracker.health.HealthMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tracker.security.SecurityHeadersMiddleware",
    "tracker.security.TokenInAddressMiddleware",
    "incidents.site.kept_pages.KeptPagesMiddleware",
    "tracker.compression.ApiCompressionMiddleware",
    "tracker.search_slots.SearchSlotsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.foundation.access.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.bidi.NamedMarksMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.admin_limits.AdminLimitsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tracker" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database
_connecting: dict[str, Any] = {
    "password": env.secret("DATABASE_PASSWORD", ""),
    "pool": env.boolean("DATABASE_POOL", False),
    "conn_max_age_seconds": env.integer("DATABASE_CONN_MAX_AGE_SECONDS", 60, minimum=0),
    "base": BASE_DIR,
}
_address = f"sqlite:///{VAR_DIR / 'tracker.sqlite3'}" if DEBUG else env.REQUIRED
_replica = env.url("DATABASE_REPLICA_URL", "", schemes=DATABASE_SCHEMES)
DATABASES = {"default": database(env.url("DATABASE_URL", _address, schemes=DATABASE_SCHEMES), **_connecting)}
if _replica:  # see tracker.replica
    DATABASES["replica"] = database(_replica, name="DATABASE_REPLICA_URL", **_connecting)
    DATABASE_ROUTERS = ["tracker.replica.ReplicaRouter"]
    MIDDLEWARE.insert(MIDDLEWARE.index("tracker.timeouts.DeadlineMiddleware") + 1, "tracker.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["tracker.foundation.access.backend.LimitedBackend"]
# Wrong passwords or codes within LOGIN_LOCK_SECONDS, after which further tries are refused (`access.limits`).
LOGIN_FAILURES = env.integer("LOGIN_FAILURES", 5, minimum=1)
LOGIN_FAILURES_PER_ADDRESS = env.integer("LOGIN_FAILURES_PER_ADDRESS", 50, minimum=1)
LOGIN_FAILURES_PER_ACCOUNT = env.integer("LOGIN_FAILURES_PER_ACCOUNT", 100, minimum=1)
LOGIN_LOCK_SECONDS = env.seconds("LOGIN_LOCK_SECONDS", 900.0)
REQUIRE_SECOND_FACTOR = env.boolean("REQUIRE_SECOND_FACTOR", not DEBUG)

# --- Language and time: rows hold aware UTC instants
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["tracker.formats"]
TIME_ZONE = "UTC"

# --- Static files, served by whitenoise
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))).absolute()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# --- Redis: Celery's broker, and the cache that the throttles count in
REDIS_URL = env.url(
    "REDIS_URL", f"unix://{socket_path(VAR_DIR)}" if DEBUG else env.REQUIRED, schemes=["redis", "rediss", "unix"]
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tracker",
        "OPTIONS": {"socket_timeout": 1.0},  # seconds that a Redis that hangs holds a request up
    },
}

# --- Celery: a message is a wake-up call, the rows are the truth (docs/architecture.md)
SWEEP_SECONDS = env.seconds("SWEEP_SECONDS", 30.0)
ARTICLE_LEASE_SECONDS = env.seconds("ARTICLE_LEASE_SECONDS", 60.0)  # a worker's; renewed with every step
CELERY_BROKER_URL = broker_address(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # A mail server that hangs holds up no delivery.
    "incidents.webhooks.tasks.tell_owners": {"queue": "default"},
    "incidents.webhooks.tasks.*": {"queue": "deliveries"},
    # A worker takes turns at its queues: a feed's five hundred pages keep no import waiting.
    **{f"sources.tasks.{one}": {"queue": "articles"} for one in ("advance_article", "poll_feed")},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.integer("WORKER_CONCURRENCY", 2, minimum=1)
# Servers that answer slowly keep so many processes busy; the others go on with what is at hand.
FETCHES_AT_ONCE = env.integer("FETCHES_AT_ONCE", 1, minimum=1)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_TIMEZONE = "UTC"
# Publishing to a broker that is down raises at once (0.06 s; 6 s without max_retries): the row is saved, and the sweep
# will find it. A broker that hangs is given up after socket_timeout.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = dict(TRANSPORT_OPTIONS)
CELERY_BEAT_SCHEDULE = beat.schedule(SWEEP_SECONDS)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Sending requests out (tracker.foundation.http)
ALLOW_PRIVATE_TARGETS = env.boolean("ALLOW_PRIVATE_TARGETS", DEBUG)
OUTBOUND_PORTS = frozenset(env.integers("OUTBOUND_PORTS", (80, 443), minimum=1, maximum=65535))
OUTBOUND_CONNECT_TIMEOUT_SECONDS = env.seconds("OUTBOUND_CONNECT_TIMEOUT_SECONDS", 5.0)
OUTBOUND_TOTAL_TIMEOUT_SECONDS = env.seconds("OUTBOUND_TOTAL_TIMEOUT_SECONDS", 20.0)
OUTBOUND_MAX_BYTES = env.integer("OUTBOUND_MAX_BYTES", 5_000_000, minimum=1_000)

# --- Opening untrusted texts (sources.sandbox)
TEXT_TIME_LIMIT_SECONDS = env.seconds("TEXT_TIME_LIMIT_SECONDS", 2.0)  # of processor time, at each step
TEXT_MEMORY_LIMIT_MB = env.integer("TEXT_MEMORY_LIMIT_MB", 512, minimum=16)
# The longest step opens two texts, each within three times that on the clock (pipeline.sandboxed_opening), and is ended
# after three quarters of the lease (sources.pipeline.leases), so that nobody joins a worker that is still at it.
_longest_step = OUTBOUND_TOTAL_TIMEOUT_SECONDS + 2 * 3 * TEXT_TIME_LIMIT_SECONDS
if _longest_step > 0.75 * ARTICLE_LEASE_SECONDS:
    raise env.SettingError(
        f"ARTICLE_LEASE_SECONDS is below {_longest_step / 0.75:g}, which the other limits need: raise it to that, or "
        "lower OUTBOUND_TOTAL_TIMEOUT_SECONDS or TEXT_TIME_LIMIT_SECONDS."
    )

# --- For how long what grows is kept, in days; 0 is for ever (docs/operations.md)
KEEP_DELIVERED_DAYS = env.integer("KEEP_DELIVERED_DAYS", 30, minimum=1)
KEEP_FAILED_DAYS = env.integer("KEEP_FAILED_DAYS", 90, minimum=1)
KEEP_OLD_VERSIONS_DAYS = env.integer("KEEP_OLD_VERSIONS_DAYS", 0, minimum=0)
globals().update(snapshot_settings(VAR_DIR, on=DEBUG))

# --- Endpoints of webhooks: how many one owner, and one receiving host, may have
ENDPOINTS_PER_OWNER = env.integer("ENDPOINTS_PER_OWNER", 50, minimum=1)
ENDPOINTS_PER_HOST = env.integer("ENDPOINTS_PER_HOST", 200, minimum=1)

# --- Matching and figures
CONFIRM_THRESHOLD = env.number("CONFIRM_THRESHOLD", 0.5, minimum=0, maximum=1)
SUGGEST_THRESHOLD = env.number("SUGGEST_THRESHOLD", 0.1, minimum=0, maximum=1)
if SUGGEST_THRESHOLD > CONFIRM_THRESHOLD:
    raise env.SettingError("SUGGEST_THRESHOLD is above CONFIRM_THRESHOLD: lower it to at most that value.")
OPEN_CANDIDATES = env.boolean("OPEN_CANDIDATES", True)
TRUSTED_SUBMITTERS = frozenset(env.words("TRUSTED_SUBMITTERS", ()))  # accounts whose texts need no confirmation
RECONCILIATION_POLICY = env.text("RECONCILIATION_POLICY", "default")

# --- REST: requests per period and caller, e.g. 600/hour
THROTTLE_ANONYMOUS = env.rate("THROTTLE_ANONYMOUS", "6000/hour" if DEBUG else "600/hour")
THROTTLE_TOKEN = env.rate("THROTTLE_TOKEN", "60000/hour" if DEBUG else "6000/hour")
THROTTLE_SITE_FORMS = env.rate("THROTTLE_SITE_FORMS", "100/hour" if DEBUG else "10/hour")
TOKENS_PER_OWNER = env.integer("TOKENS_PER_OWNER", 50, minimum=1)  # that work at a time
THROTTLE_BAD_TOKENS = env.rate("THROTTLE_BAD_TOKENS", "20/minute")
# Pages of these origins may call the API from a browser, with a token; none by itself, `*` for all
globals().update(cross_origin(env.words("CORS_ALLOWED_ORIGINS", ())))
REST_FRAMEWORK = configuration.REST_FRAMEWORK
SPECTACULAR_SETTINGS = {
    **configuration.SPECTACULAR_SETTINGS,
    "POSTPROCESSING_HOOKS": [
        *configuration.SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"],
        "incidents.api.webhook_messages.with_webhooks",
    ],
}

# --- E-mail: owners hear of endpoints in trouble, readers of changes; without a server, in the log of the worker
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.integer("EMAIL_PORT", 587, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_PASSWORD", "")
_email_security = env.choice("EMAIL_SECURITY", "starttls", among=["starttls", "tls", "none"])
EMAIL_USE_TLS, EMAIL_USE_SSL = _email_security == "starttls", _email_security == "tls"
EMAIL_TIMEOUT = 10  # seconds, below the time after which another worker takes the mail for its own
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Privacy incident tracker <tracker@localhost>")

# --- Web server (tracker.gunicorn)
WEB_HOST = env.text("WEB_HOST", "127.0.0.1")
WEB_WORKERS = env.integer("WEB_WORKERS", 2, minimum=1)
WEB_THREADS = env.integer("WEB_THREADS", 4, minimum=1)
WEB_WAITS_AT_ONCE = env.integer("WEB_WAITS_AT_ONCE", max(1, WEB_THREADS // 4), minimum=0)
WEB_SEARCHES_AT_ONCE = env.integer("WEB_SEARCHES_AT_ONCE", max(1, WEB_THREADS // 4), minimum=1)
# Seconds that the database works on one request; see tracker.timeouts
WEB_READ_TIMEOUT_SECONDS = env.seconds("WEB_READ_TIMEOUT_SECONDS", 5.0)
WEB_WRITE_TIMEOUT_SECONDS = env.seconds("WEB_WRITE_TIMEOUT_SECONDS", 20.0)
WEB_STREAM_TIMEOUT_SECONDS = env.seconds("WEB_STREAM_TIMEOUT_SECONDS", 300.0)

# --- Health, see tracker.health
READY_MAX_AGE_SECONDS = env.seconds("READY_MAX_AGE_SECONDS", 600.0)
METRICS_TOKEN = env.secret("METRICS_TOKEN", "")

# --- Logs
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=["DEBUG", "INFO", "WARNING", "ERROR"])
LOG_FORMAT = env.choice("LOG_FORMAT", "console" if DEBUG else "json", among=["console", "json"])
LOGGING = logging_settings(level=LOG_LEVEL, form=LOG_FORMAT)
LOGGING_CONFIG = "logging.config.dictConfig"
