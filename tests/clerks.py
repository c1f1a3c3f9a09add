"""What the records clerk's tests need: many approved lines at once, drafts, numbered decisions, finished print runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction

from certificates.models import PrintRun
from documents.models import Decision, DecisionState
from nominations.models import Nomination
from runs.services import work_once
from tests.factories import NOW, World, dossier, hold_meeting, line
from tests.replay import replayed
from workflows.enums import Action
from workflows.services import decisions, lines

PEOPLE = ("Lê Thị Bích Liên", "Đặng Xuân Ước", "Y Khŭt Ñuôl")


@contextmanager
def kept_for_module(django_db_blocker) -> Iterator[None]:
    """Let a module-wide fixture build rows once: each test undoes its own changes, the end of the module undoes all."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@replayed
def approved_lines(w: World, count: int = 3, *, collective: str = "Chi bộ ấp Tân Bình 1") -> list[Nomination]:
    """Walk `count` lines of one dossier to APPROVED by real acts: one collective, the others people.

    A second call in one test names another collective, and its people are born in another year.
    """
    made = dossier(w)
    proposed = [line(w, made, kind="collective", full_name=collective)]
    born = 1950 + len(collective) + sum(map(ord, collective)) % 40
    proposed += [
        line(w, made, full_name=f"{PEOPLE[i % 3]}{'' if i < 3 else f' {i}'}", birth_year=born) for i in range(count - 1)
    ]
    done = lines.submit_dossier(made, actor=w.secretary, at=w.at)
    waiting = Nomination.objects.filter(dossier=made, state="submitted").select_related("nominee").order_by("id")
    done += lines.opine_each(Action.RECOMMEND, waiting, actor=w.appraiser, at=w.at, note="Số liệu khớp.")
    assert all(result.is_done for result in done), [result.refusal for result in done]
    hold_meeting(w)
    return list(Nomination.objects.filter(pk__in=[n.pk for n in proposed]).select_related("nominee").order_by("id"))


def draft(w: World, count: int = 3, *, nominations: list[Nomination] | None = None) -> Decision:
    """Draft a decision for approved lines."""
    chosen = nominations or approved_lines(w, count)
    return decisions.draft_decision(unit=w.commune, nominations=chosen, actor=w.clerk, at=w.at)


def number(w: World, decision: Decision, **fields) -> Decision:
    """Record the number of a draft, signed on the day of the test."""
    values = {"signer": w.signer, "signed_on": w.at.date(), "actor": w.clerk, "at": w.at}
    return decisions.number_decision(decision, **(values | fields))


def numbered(w: World, count: int = 3) -> Decision:
    """Return a numbered decision."""
    made = number(w, draft(w, count))
    assert made.state == DecisionState.NUMBERED
    return made


def later(**delta) -> datetime:
    """Return a moment after the day of the test."""
    return NOW + timedelta(**delta)


def work_all(owner: str = "tho-thu", at: datetime | None = None) -> int:
    """Work until nothing is left to do; return how many pieces that were."""
    clock = at or datetime.now(UTC)
    pieces = 0
    while work_once(owner, clock=lambda: clock):
        pieces += 1
    return pieces


def finished(printing: PrintRun) -> PrintRun:
    """Do the work of a print run and return it as it is then."""
    work_all()
    printing.run.refresh_from_db()
    return printing
