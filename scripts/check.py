"""./test: installs what the tests need, starts a private PostgreSQL, runs pytest and cleans up whatever happens."""

import os
import signal
import subprocess
import sys

from scripts import environment, native
from scripts.messages import Refusal, complain, say
from scripts.postgres import private_server

HELP = """\
./test [--setup-only] [tham số của pytest]

Cài những gì bộ kiểm thử cần (thư viện Python, Chromium, PostgreSQL, poppler), rồi chạy toàn bộ kiểm thử trừ các bài
dài (đánh dấu "slow", chỉ chạy trong .ci/run).

  --setup-only    chỉ cài đặt, không chạy kiểm thử
  --help          in hướng dẫn này

Ví dụ: ./test tests/meetings -k quorum        ./test -m slow"""
PYTEST = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not slow")
STOP_SECONDS = 15


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code: pytest's own, or 1 when the machine lacks something."""
    if "--help" in arguments or "-h" in arguments:
        say(HELP)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    try:
        environment.prepare(("runtime", "test"), (*native.PDF, *native.TESTS), "./test")
        if "--setup-only" in arguments:
            say("Đã cài đủ những gì bộ kiểm thử cần.")
            return 0
        with private_server() as url:
            return _pytest(arguments, os.environ | {"VINHDANH_TEST_POSTGRES": url})
    except Refusal as refusal:
        complain(str(refusal))
        return 1
    except KeyboardInterrupt:
        complain("Đã dừng kiểm thử.")
        return 130


def _pytest(arguments: list[str], variables: dict) -> int:
    """Run pytest; when we are stopped, let it end its browsers and workers before the server goes."""
    process = subprocess.Popen([environment.PYTHON, "-m", "pytest", *PYTEST, *arguments], env=variables)
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
