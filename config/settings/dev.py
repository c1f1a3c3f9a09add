"""What ./run uses on one machine: no TLS, a secret kept in var/, the demo announced on every page.

The cookies are not marked Secure because http://127.0.0.1 and a trial on the office network have no certificate.
"""

import json
import os
import secrets

from .base import *
from .base import VAR_DIR


def local_secret() -> str:
    """Return the secret key of this installation, made once and kept in var/ readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def is_demo() -> bool:
    """Tell whether this var/ holds the demo: VINHDANH_DEMO says so, or what ./run settled on its first start.

    A var/ that ./run has not settled yet can hold nothing of an office and counts as a demo.
    """
    if said := os.environ.get("VINHDANH_DEMO"):
        return said == "1"
    path = VAR_DIR / "installation.json"
    return not path.exists() or json.loads(path.read_text())["kind"] != "real"


DEBUG = False
SECRET_KEY = local_secret()
ALLOWED_HOSTS = os.environ.get("VINHDANH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DEMO_MODE = is_demo()
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
