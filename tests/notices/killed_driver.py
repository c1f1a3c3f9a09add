"""Runs in a process of its own: workers that are killed while they send, in a real database, with a real mail server.

python -m tests.notices.killed_driver SCENARIO     prints what came of it as one JSON line
"""

import json
import multiprocessing
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import django

from tests.processes import SIGN_SECONDS

START = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
LETTERS = 6


def main(scenario: str) -> None:
    """Prepare a database with letters that are due, run the scenario, print what is left and what the server got."""
    django.setup()
    from django.conf import settings

    from tests.migrated import migrate
    from tests.notices.sink import Sink

    migrate()
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, SIGN_SECONDS
        settings.MAIL_SENDER = "vanphong@tanmy.example"
        write_letters()
        SCENARIOS[scenario](sink)
        print(json.dumps(what_is_left(sink)))


def write_letters() -> None:
    """Put letters to six people into the outbox."""
    from accounts.models import User
    from notices.enums import Event
    from notices.services import tell
    from tests.factories import world

    w = world()
    for i in range(LETTERS):
        who = User.objects.create(username=f"nguoi-{i}", full_name=f"Nguyễn Văn {i}", email=f"nguoi{i}@x.example")
        tell(Event.LINE_RETURNED, users=[who], unit=w.commune, at=START, url=f"/x/{i}/", facts={"ten": f"Dòng {i}"})


def worker(at: datetime) -> multiprocessing.Process:
    """Fork a worker that sends everything which is due at `at`."""
    from django.db import connections

    def work() -> None:
        from notices import sending

        connections.close_all()
        sending.TURN_SECONDS = SIGN_SECONDS  # a turn ends with the letters
        sending.send_due(at)

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def killed_at_letter(sink, number: int, at: datetime) -> None:
    """Start a worker and kill it after the server has taken its letter `number`, before the server has said so."""
    begun = multiprocessing.get_context("fork").Event()
    seen = []

    def kill_now() -> None:
        seen.append(1)
        if len(seen) == number:
            begun.wait(SIGN_SECONDS)
            os.kill(process.pid, signal.SIGKILL)

    sink.after_data = kill_now
    process = worker(at)
    begun.set()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    sink.after_data = lambda: None


def one_kill(sink) -> None:
    """A worker dies at its third letter; the next sends the rest at once, and that letter when the lease has run out."""
    from notices.sending import LEASE

    at = START + timedelta(minutes=2)
    killed_at_letter(sink, 3, at)
    worker(at).join()
    worker(at + LEASE).join()


def storm(sink) -> None:
    """Every worker dies at its second letter, until all are out."""
    from notices.sending import LEASE

    at = START + timedelta(minutes=2)
    for _ in range(3):
        killed_at_letter(sink, 2, at)
        at += LEASE
    worker(at).join()


def two_workers(sink) -> None:
    """Two workers send side by side."""
    at = START + timedelta(minutes=2)
    both = [worker(at), worker(at)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]


def what_is_left(sink) -> dict:
    """Return the state of every letter, and for each recipient how often the server took it, under how many ids."""
    from notices.models import Mail

    got: dict[str, list[str]] = {}
    for letter in sink.letters:
        got.setdefault(letter["To"].addresses[0].addr_spec, []).append(letter["Message-ID"])
    return {
        "states": list(Mail.objects.order_by("pk").values_list("state", flat=True)),
        "times": sorted(len(ids) for ids in got.values()),
        "ids": sorted(len(set(ids)) for ids in got.values()),
    }


SCENARIOS = {"one_kill": one_kill, "storm": storm, "two_workers": two_workers}

if __name__ == "__main__":
    main(sys.argv[1])
