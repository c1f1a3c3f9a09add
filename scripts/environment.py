"""The Python environment in .venv: made once, and filled again only when a lock has changed."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import native
from scripts.messages import Refusal, say

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def prepare(locks: tuple[str, ...], needs: tuple[native.Need, ...], command: str) -> None:
    """Make .venv hold the packages of requirements/<lock>.txt for each of `locks` and the machine hold `needs`.

    Raise Refusal when something is missing that cannot be installed here; `command` is what the person runs again.
    Costs a few milliseconds when nothing has changed.
    """
    if not _stale(locks):
        native.require(needs, command)
        return
    with _one_at_a_time():
        works = _works()
        native.require(needs if works else (native.VENV, *needs), command)
        if not works:
            _make(command)
        for lock in _stale(locks):
            _install(lock, command)


def _make(command: str) -> None:
    """Make an empty .venv in place of a missing or broken one."""
    say("Đang tạo môi trường Python trong thư mục .venv …")
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], text=True, capture_output=True, check=False)
    if done.returncode:
        raise Refusal(
            f"Không tạo được thư mục .venv:\n{(done.stdout + done.stderr).strip()}\n"
            f"Đồng chí kiểm tra dung lượng đĩa và quyền ghi vào {ROOT}, rồi chạy lại {command}."
        )


def _install(lock: str, command: str) -> None:
    """Install exactly the files whose hashes requirements/<lock>.txt lists, and remember it."""
    say(f"Đang cài các thư viện Python khóa trong requirements/{lock}.txt (lần đầu mất vài phút) …")
    done = subprocess.run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "-qq",  # errors only
            "--no-input",
            "--disable-pip-version-check",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
            _lock_file(lock),
        ],
        env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise Refusal(
            f"Không cài được các thư viện Python (lý do ở ngay phía trên). Thường là do mạng: đồng chí kiểm tra kết nối "
            f"Internet hoặc máy chủ trung gian (proxy), rồi chạy lại {command}; phần đã cài được giữ nguyên."
        )
    _stamp_file(lock).write_text(_wanted(lock))


def _works() -> bool:
    """Tell whether .venv has a Python 3.11 or later with pip; a moved or upgraded system Python breaks it."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0


def _stale(locks: tuple[str, ...]) -> list[str]:
    """Return those of `locks` that .venv does not hold, or not in their present form."""
    return [lock for lock in locks if _stamp(lock) != _wanted(lock)]


def _lock_file(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def _stamp_file(lock: str) -> Path:
    return VENV / f"installed-{lock}"


def _stamp(lock: str) -> str:
    """Return what was installed last, or nothing."""
    return _stamp_file(lock).read_text() if _stamp_file(lock).exists() else ""


def _wanted(lock: str) -> str:
    """Return what should be installed: the lock's hash, for the interpreter that .venv points to today."""
    return hashlib.sha256(_lock_file(lock).read_bytes()).hexdigest() + " " + os.path.realpath(PYTHON)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let a second command that is started meanwhile wait instead of installing into the same folder."""
    with open(ROOT / "requirements" / "runtime.txt") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
