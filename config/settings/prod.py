"""What an office runs behind TLS. Everything it needs comes from the environment; a missing value stops the start."""

import os

from .base import *
from .base import SITE_ADDRESS

DEBUG = False
SECRET_KEY = os.environ["VINHDANH_SECRET_KEY"]
ALLOWED_HOSTS = os.environ["VINHDANH_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_ADDRESS = SITE_ADDRESS or f"https://{ALLOWED_HOSTS[0]}"

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-phien"
CSRF_COOKIE_NAME = "__Host-csrf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
