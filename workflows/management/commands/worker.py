"""`manage.py worker`: does the background runs until it is told to stop."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from certificates.printing.warming import is_warm
from meetings import urn
from notices.sending import send_due
from permissions import grants
from runs.services import work_once
from workflows.services.claims import release_idle
from workflows.services.meetings import remind_members
from workflows.services.owing import remind_owing
from workflows.services.timers import fire_due
from workflows.services.watching import start_watches

IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 5.0
MAIL_SECONDS = 5.0
TIMER_SECONDS = 30.0
RARE_SECONDS = 300.0
WARM_SECONDS = 60.0
MOST_PROCESSES = 16
STOP_SECONDS = 10

DUTIES: tuple[Callable[[datetime], Any], ...] = (
    lambda at: start_watches(),
    fire_due,
    remind_members,
    release_idle,
    lambda at: urn.sweep(),
)
"""What comes due by itself; one that fails holds neither the others up nor the runs that people wait for."""
RARE_DUTIES: tuple[Callable[[datetime], Any], ...] = (remind_owing,)
"""Those that have mornings, not moments: they look through whole tables, so they come every few minutes."""

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Poll for work, do one piece at a time, keep the rights of the day in order.

    SIGTERM and SIGINT finish the piece at hand and stop. A worker that is killed loses nothing: its lease runs out and
    another one does the piece again. Any number of workers may run, on one machine or several that share var/.
    """

    help = "Chạy các việc nền (lập tệp in giấy khen) cho đến khi được dừng."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of processes; a run is shared between them."""
        parser.add_argument(
            "--processes", type=int, default=min(2, os.cpu_count() or 1), help="số tiến trình làm việc (mặc định: 2)"
        )
        parser.add_argument("--parent", type=int, default=0, help="tiến trình cha; dừng theo khi nó không còn")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped; the first process starts the others and starts them again when they end."""
        if not 1 <= options["processes"] <= MOST_PROCESSES:
            raise CommandError(f"Số tiến trình phải từ 1 đến {MOST_PROCESSES}.")
        asked_to_stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked_to_stop.set())
        helpers = [Helper() for _ in range(options["processes"] - 1)]
        warmer = None if options["parent"] else Warmer()
        try:
            Worker(asked_to_stop, parent=options["parent"], helpers=helpers, warmer=warmer).run()
        finally:
            for child in filter(None, (*helpers, warmer)):
                child.stop()


class Helper:
    """One more worker process, started when it is needed and again when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None

    def keep_running(self) -> None:
        """Start the process unless it runs."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, *sys.argv[:1], "worker", "--processes", "1", "--parent", str(os.getpid())]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        """Let it finish its piece; kill it when that takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Warmer:
    """A process that makes what first prints wait for, so that letters are not cut while somebody looks on.

    It has the engine in its memory and ends with it. A worker that is killed leaves it alone; it ends by itself.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._next_at = 0.0

    def look(self) -> None:
        """Start the process when something is missing, now and then; for a worker that has nothing to do."""
        if time.monotonic() < self._next_at or (self._process and self._process.poll() is None):
            return
        self._next_at = time.monotonic() + WARM_SECONDS
        if not is_warm():
            command = [sys.executable, *sys.argv[:1], "warm_shelf", "--verbosity", "0"]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """Stop the process; what it has made lies on the shelf."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Worker:
    """The loop of one process."""

    def __init__(
        self, asked_to_stop: threading.Event, *, parent: int, helpers: list[Helper], warmer: Warmer | None = None
    ) -> None:
        self._asked_to_stop = asked_to_stop
        self._parent = parent
        self._helpers = helpers
        self._warmer = warmer
        self._owner = f"{os.uname().nodename[:20]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._synced_on: date | None = None
        self._mailed = -MAIL_SECONDS
        self._timers_at = 0.0
        self._rarely_at = 0.0

    def run(self) -> None:
        """Work, rest when there is nothing to do, and survive a database that is away for a while."""
        while not self._asked_to_stop.is_set() and not self._is_orphan():
            try:
                pause = self._turn()
            except DatabaseError:
                log.exception("The database does not answer; trying again")
                with suppress(DatabaseError):
                    close_old_connections()
                pause = TROUBLE_SECONDS
            if pause:
                self._asked_to_stop.wait(pause)

    def _turn(self) -> float:
        """Do what is due and return how many seconds to rest."""
        if not self._parent:
            self._start_the_day()
            self._send_mail()
            self._fire_timers()
        for helper in self._helpers:
            helper.keep_running()
        close_old_connections()
        if work_once(self._owner, clock=timezone.now):
            return 0
        if self._warmer:
            self._warmer.look()
        return IDLE_SECONDS

    def _start_the_day(self) -> None:
        """Roles begin and end on days: once a day, and at the start, the index of rights follows the assignments."""
        today = timezone.localdate()
        if self._synced_on != today:
            grants.sync(on=today)
            self._synced_on = today

    def _fire_timers(self) -> None:
        """Every half minute: do what has come due, and destroy keys of urns that nothing needs. Only the first process does."""
        if time.monotonic() < self._timers_at:
            return
        self._timers_at = time.monotonic() + TIMER_SECONDS
        is_rare = time.monotonic() >= self._rarely_at
        if is_rare:
            self._rarely_at = time.monotonic() + RARE_SECONDS
        for duty in (*DUTIES, *RARE_DUTIES) if is_rare else DUTIES:
            try:
                duty(timezone.now())
            except DatabaseError:
                raise
            except Exception:
                log.exception("A duty failed; the others go on, and it is tried again")

    def _send_mail(self) -> None:
        """Send what is due in the outbox, every few seconds; the first process alone, so that letters keep their order."""
        if time.monotonic() - self._mailed >= MAIL_SECONDS:
            send_due(timezone.now())
            self._mailed = time.monotonic()

    def _is_orphan(self) -> bool:
        return bool(self._parent) and os.getppid() != self._parent
