"""A PostgreSQL server for the tests alone: on a private socket, without a network port, gone when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import native
from scripts.messages import Refusal
from scripts.supervisor import tied_to_us

START_SECONDS = 180
STOP_SECONDS = 20

# A crash of this server costs nothing, so it need not wait for the disk. Shared memory goes through files because a
# container may have no /dev/shm.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
}


@contextmanager
def private_server() -> Iterator[str]:
    """Start a server in a temporary folder and yield its libpq URL; stop it and remove the folder at the end.

    The server runs as an unprivileged user when the caller is root, because initdb refuses root. Raise Refusal with
    what the server said when it does not start.
    """
    programs = native.postgres_folder()
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-", dir="/tmp"))  # a short path: a socket's may have 107 characters
    who = _unprivileged(folder)
    try:
        _initialise(programs, folder, who)
        log = folder / "log"
        with open(log, "wb") as output:
            options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
            server = subprocess.Popen(
                tied_to_us(programs / "postgres", "-D", folder / "data", "-k", folder, *options),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **who,
            )
        try:
            _wait(programs, folder, server, log)
            yield f"postgresql://postgres@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict:
    """Return the arguments that make subprocess run as an unprivileged user, who then owns `folder`; {} if we are one."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Refusal(
        "Máy này không có người dùng postgres hay nobody để chạy PostgreSQL (PostgreSQL không chạy bằng root)."
    )


def _initialise(programs: Path, folder: Path, who: dict) -> None:
    """Make an empty cluster whose only user is `postgres`; only those who may enter `folder` reach its socket."""
    done = subprocess.run(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
        **who,
    )
    if done.returncode:
        raise Refusal(f"PostgreSQL không tạo được cơ sở dữ liệu thử:\n{(done.stdout + done.stderr).strip()}")


def _wait(programs: Path, folder: Path, server: subprocess.Popen, log: Path) -> None:
    """Return when the server answers; raise Refusal with its log when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        asked = subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.1)
    raise Refusal(f"PostgreSQL thử nghiệm không khởi động được:\n{log.read_text(errors='replace').strip()}")


def _stop(server: subprocess.Popen) -> None:
    """Shut down at once, breaking connections that a failed test left open."""
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
