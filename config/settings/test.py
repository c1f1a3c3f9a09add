"""What ./test uses: a cheap password hash, no secret, errors instead of warnings."""

import os

from .base import *
from .base import BASE_DIR, TEMPLATES, VAR_DIR, database

DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
# Eight processes that press at one moment wait for each other as long as the machine needs.
_waiting = {"timeout": 240} if "sqlite" in DATABASES["default"]["ENGINE"] else {"options": "-c lock_timeout=240000"}
DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | _waiting
MEDIA_ROOT = VAR_DIR / "test-files"
SHELF_ROOT = BASE_DIR / "var" / "shelf"  # one for all test processes, also those with a folder of their own
URN_DIR = VAR_DIR / f"test-urns{os.environ.get('PYTEST_XDIST_WORKER', '')}"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
AXES_ENABLED = os.environ.get("VINHDANH_AXES", "0") == "1"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
