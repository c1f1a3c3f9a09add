"""Keeps several processes together: all of them run, or none."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import ROOT
from scripts.messages import Refusal, say

STOP_SECONDS = 12
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start


@dataclass(frozen=True)
class Service:
    """One long-running process: its Vietnamese name, its command line, and the file that gets what it prints."""

    name: str
    command: tuple[str, ...]
    log: Path


def supervise(
    services: tuple[Service, ...], environment: dict, when_started: Callable[[Callable[[], None]], None]
) -> None:
    """Run `services` until SIGINT, SIGTERM or SIGHUP (unless started with nohup), then stop them all.

    `when_started` is called once with a function that raises when a service has ended or a stop was asked for; it may
    wait for the services to answer and greets. Raise Refusal with the end of its log when a service ends by itself.
    """
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, lambda *_: asked_to_stop.set())
    running: dict[Service, subprocess.Popen] = {}

    def check() -> None:
        if asked_to_stop.is_set():
            raise Stop
        for service, process in running.items():
            if process.poll() is not None:
                raise Refusal(_obituary(service, process.returncode))

    try:
        for service in services:
            running[service] = _start(service, environment)
        when_started(check)
        while True:
            check()
            asked_to_stop.wait(0.3)
    except Stop:
        say("\nĐang dừng …")
    finally:
        _stop(list(running.values()))


class Stop(Exception):
    """The person has asked to stop."""


def tied_to_us(*command: str | Path) -> list[str | Path]:
    """Return `command` such that Linux ends it when this process is killed and cannot stop it itself.

    Other systems, and a setpriv without that option, get the command as it is.
    """
    tie = ["setpriv", "--pdeathsig", "TERM"]
    if shutil.which("setpriv") and subprocess.run([*tie, "true"], capture_output=True, check=False).returncode == 0:
        return [*tie, *command]
    return list(command)


def _start(service: Service, environment: dict) -> subprocess.Popen:
    """Start a service in a session of its own, so that Ctrl-C reaches us alone and we decide the order of stopping."""
    service.log.parent.mkdir(parents=True, exist_ok=True)
    if service.log.exists() and service.log.stat().st_size > LOG_LIMIT:
        service.log.replace(service.log.with_suffix(".log.1"))
    with open(service.log, "ab") as output:
        return subprocess.Popen(
            tied_to_us(*service.command),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _stop(processes: list[subprocess.Popen]) -> None:
    """Ask all to end together, wait, and kill whatever is left of their process groups."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _obituary(service: Service, code: int) -> str:
    """Return the sentence about a service that ended by itself, with the last lines of its log."""
    lines = service.log.read_text(errors="replace").strip().splitlines()[-15:]
    return (
        f"{service.name} đã dừng ngoài ý muốn (mã {code}), nên cả hệ thống dừng theo. Dòng cuối của {service.log}:\n"
        + "\n".join("  " + line for line in lines)
        + "\nDữ liệu đã lưu không mất. Đồng chí chạy lại ./run; nếu còn lỗi, gửi tệp trên cho người phụ trách kỹ thuật."
    )
