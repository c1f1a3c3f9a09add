"""./run as a whole: the first start, the second one that has nothing left to do, stopping, and a service that dies."""

import json
import os
import pty
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import PATIENCE_SECONDS, free_port

ROOT = Path(__file__).resolve().parents[2]
GREETING_ENDS = "Dừng bằng Ctrl-C"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("run") / "var"


@contextmanager
def running(var: Path, *options: str) -> Iterator[tuple[subprocess.Popen, str, str]]:
    """Start ./run and yield its process, its address and its greeting; leave no process behind."""
    port = free_port()
    process = subprocess.Popen(
        ["./run", "--port", str(port), *options],
        cwd=ROOT,
        env=variables_of(var),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        greeting = ""
        for line in process.stdout:
            greeting += line
            if line.startswith(GREETING_ENDS):
                break
        assert GREETING_ENDS in greeting, greeting
        yield process, f"http://127.0.0.1:{port}/", greeting
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)
        assert processes_of(var) == {}


class Terminal:
    """A person at the keyboard of ./run."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read_until(self, *words: str) -> str:
        """Return what is printed until all `words` have come, one after the other."""
        seen, wanted = b"", re.compile(b".*".join(re.escape(word.encode()) for word in words), re.DOTALL)
        while not wanted.search(seen):
            seen += os.read(self._descriptor, 4096)
        return seen.decode()

    def answer(self, question: str, words: str) -> None:
        """Wait for `question`, to its end, and type `words`. A password prompt throws away what was typed before it."""
        self.read_until(question, ": ")
        os.write(self._descriptor, words.encode() + b"\n")


@contextmanager
def at_a_keyboard(var: Path, *options: str) -> Iterator[Terminal]:
    """Start ./run in a terminal of its own, and press Ctrl-C there at the end."""
    child, descriptor = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve("./run", ["./run", "--port", str(free_port()), *options], variables_of(var))
    yield Terminal(descriptor)
    os.write(descriptor, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(descriptor)
    assert processes_of(var) == {}


def variables_of(var: Path) -> dict[str, str]:
    """Return the environment of somebody at a terminal, without what the tests have set for themselves."""
    ours = ("DJANGO_", "VINHDANH_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"VINHDANH_VAR": str(var)}


def processes_of(var: Path) -> dict[int, str]:
    """Return process id and command line of every process that works on `var`."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VINHDANH_VAR={var}\0".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has ended meanwhile, or is somebody else's
    return found


def accounts(var: Path) -> list[dict]:
    """Return what `manage.py demo_accounts --json` says."""
    done = subprocess.run(
        [".venv/bin/python", "manage.py", "demo_accounts", "--json"],
        cwd=ROOT,
        env=variables_of(var),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_first_start_loads_the_demo_and_says_where_and_who(var):
    with running(var) as (process, address, greeting):
        assert address in greeting
        listed = accounts(var)
        assert listed
        assert [account["user_name"] for account in listed if account["user_name"] not in greeting] == []
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
        assert var.stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(address)


def test_the_next_start_installs_and_loads_nothing_and_sigterm_stops_it(var):
    if not (var / "vinhdanh.sqlite3").exists():  # the tests run in any order
        with running(var) as (process, _, _):
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0
    with running(var) as (process, _, greeting):
        assert "Đang cài" not in greeting
        assert "Đang nạp" not in greeting
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0


def test_when_the_worker_dies_everything_stops_with_a_sentence(var):
    with running(var) as (process, _, _):
        worker = next(
            pid for pid, command in processes_of(var).items() if command.rstrip().endswith("manage.py worker")
        )
        os.kill(worker, signal.SIGKILL)
        said = process.communicate(timeout=PATIENCE_SECONDS)[0]
        assert process.returncode == 1
        assert "đã dừng ngoài ý muốn" in said


def test_an_empty_system_asks_for_its_administrator_and_is_never_a_demo_afterwards(tmp_path):
    var = tmp_path / "var"
    with at_a_keyboard(var, "--no-demo") as terminal:
        terminal.answer("Tên cấp ủy", "Đảng ủy xã Thử Nghiệm")
        terminal.answer("Đảng bộ cấp trên", "Đảng bộ tỉnh Thử Nghiệm")
        terminal.answer("Họ và tên", "Nguyễn Thị Ánh")
        terminal.answer("Tên đăng nhập", "anh.nt")
        terminal.answer("Mật khẩu", "mùa lúa chín vàng 26")
        terminal.answer("Gõ lại", "mùa lúa chín vàng 26")
        greeting = terminal.read_until(GREETING_ENDS)
    assert "mùa lúa" not in greeting
    with running(var) as (_, address, greeting):
        assert "Tài khoản dùng thử" not in greeting
        with urllib.request.urlopen(address) as page:
            assert "xem-thu" not in page.read().decode()


def test_without_a_keyboard_the_administrator_can_be_made_later(tmp_path):
    with pytest.raises(AssertionError, match="Chưa lập người quản trị đầu tiên được"), running(tmp_path, "--no-demo"):
        pass
    assert json.loads((tmp_path / "installation.json").read_text()) == {"kind": "real", "is_filled": False}
