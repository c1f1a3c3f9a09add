"""Runs in a process of its own: builds a committee in a real database, lets eight processes press at one moment.

    python -m tests.races.driver SCENARIO ROUNDS      prints one JSON list of results per round

The database comes from DATABASE_URL or, without it, is a SQLite file under VINHDANH_VAR.
"""

import json
import multiprocessing
import sys
import traceback
import uuid
from collections.abc import Callable

import django

from tests.processes import SIGN_SECONDS

PRESSERS = 8


def main(scenario: str, rounds: int) -> None:
    """Prepare once, then race `rounds` times."""
    django.setup()
    from tests.factories import world
    from tests.migrated import migrate

    migrate()
    w = world()
    prepare, press, count = SCENARIOS[scenario]()
    for _ in range(rounds):
        subject = prepare(w)
        results = race(lambda i, subject=subject: press(w, subject, i))
        print(json.dumps({"results": results, "count": count(w, subject)}))


def race(press: Callable[[int], str]) -> list[str]:
    """Fork eight processes that wait for each other and then press; return what each was told."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(PRESSERS), context.Queue()

    def one(i: int) -> None:
        connections.close_all()
        barrier.wait()
        try:
            answers.put(press(i))
        except Exception:  # noqa: BLE001 whatever happens is an answer that the test reads
            answers.put("CRASH " + traceback.format_exc())

    processes = [context.Process(target=one, args=(i,)) for i in range(PRESSERS)]
    for process in processes:
        process.start()
    results = [answers.get(timeout=SIGN_SECONDS) for _ in processes]
    for process in processes:
        process.join()
    return sorted(results)


def told(act: Callable[[], object]) -> str:
    """Return "done", or the sentence with which the act was refused."""
    from permissions.exceptions import NotPermitted
    from workflows.exceptions import GuardFailed, IllegalTransition

    try:
        act()
    except (NotPermitted, IllegalTransition, GuardFailed) as refusal:
        return f"{type(refusal).__name__}: {refusal.reason}"
    return "done"


def one_line():
    """Eight appraisers recommend one line."""
    from tests.factories import NOW, nomination_at, role, user
    from workflows.engine import perform
    from workflows.enums import Action

    def prepare(w):
        if "appraisers" not in w.extra:
            w.extra["appraisers"] = [user(f"tham-dinh{i}") for i in range(PRESSERS)]
            for who in w.extra["appraisers"]:
                role(who, "appraiser", w.commune)
        return nomination_at(w, "under_appraisal")

    def press(w, nomination, i):
        return told(lambda: perform(Action.RECOMMEND, nomination=nomination, actor=w.extra["appraisers"][i], at=NOW))

    return prepare, press, lambda w, n: n.records.filter(action="recommend").count()


def one_line_unlocked():
    """The same with every row lock taken out: the constraints alone must keep it to one decision."""
    from nominations.models import Nomination
    from workflows import gathering

    prepare, press, count = one_line()

    def unlocked(ids):
        return Nomination.objects.select_related(*gathering.RELATED).filter(pk__in=ids)

    def press_unlocked(w, nomination, i):
        from django.db import DatabaseError
        from viewflow.workflow.models import Task

        gathering.locked = unlocked
        try:
            return press(w, nomination, i)
        except (DatabaseError, Task.DoesNotExist) as error:
            return f"refused by the database: {type(error).__name__}"

    return prepare, press_unlocked, count


def one_new_line():
    """A form is sent eight times: one nomination, eight times the same one."""
    from nominations.models import Nomination
    from tests.factories import NOW, dossier
    from workflows.services.drafts import add_line

    def prepare(w):
        return dossier(w), uuid.uuid4()

    def press(w, subject, i):
        made, key = subject
        line = add_line(
            made,
            actor=w.secretary,
            at=NOW,
            submission_key=key,
            form="giay_khen",
            achievement="x",
            citation="y",
            nominee={"kind": "individual", "full_name": "Lê Văn An"},
        )
        return f"line {line.pk}"

    return prepare, press, lambda w, subject: Nomination.objects.filter(submission_key=subject[1]).count()


def one_close():
    """Eight people close one meeting."""
    from history.models import Entry
    from tests.factories import NOW, a_meeting, nomination_at, role, user, vote_all
    from workflows.services.meetings import close_meeting

    def prepare(w):
        if "clerks" not in w.extra:
            w.extra["clerks"] = [user(f"van-thu{i}") for i in range(PRESSERS)]
            for who in w.extra["clerks"]:
                role(who, "records_clerk", w.commune)
        n = nomination_at(w, "recommended")
        meeting = a_meeting(w)
        vote_all(w, meeting)
        return n, meeting

    def press(w, subject, i):
        return told(lambda: close_meeting(subject[1], actor=w.extra["clerks"][i], at=NOW))

    return (
        prepare,
        press,
        lambda w, subject: Entry.objects.filter(verb="Đóng phiên họp", subject_id=subject[1].pk).count(),
    )


def one_release():
    """Eight people release the results of one meeting."""
    from tests.factories import NOW
    from workflows.services.meetings import close_meeting, release_meeting

    prepare_vote, _, _ = one_close()

    def prepare(w):
        n, meeting = prepare_vote(w)
        return n, close_meeting(meeting, actor=w.clerk, at=NOW)

    def press(w, subject, i):
        return told(lambda: release_meeting(subject[1], actor=w.extra["clerks"][i], at=NOW))

    return prepare, press, lambda w, subject: subject[0].records.filter(action="approve").count()


def timers():
    """A worker is killed while it tells that the time is over; then eight others start watches and fire at one moment."""
    import os
    from datetime import timedelta

    from django.db import connections

    from history.models import Entry
    from notices.models import Notice
    from tests.factories import NOW, nomination_at
    from workflows import reminders
    from workflows.deadlines import StepLimit
    from workflows.models import DeadlineProcess
    from workflows.services.deadlines import set_steps
    from workflows.services.timers import fire_due
    from workflows.services.watching import start_watches

    late = NOW + timedelta(days=30)

    def prepare(w):
        set_steps(w.round, limits={"intake": StepLimit(working_days=3)}, actor=w.appraiser, at=NOW)
        n = nomination_at(w, "submitted")
        start_watches()
        connections.close_all()
        child = os.fork()
        if not child:
            tell = reminders._tell
            reminders._tell = lambda *args: (tell(*args), os._exit(9))
            fire_due(late)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert not Notice.objects.filter(event="step_overdue").exists()
        return n

    def press(w, n, i):
        start_watches()
        return f"fired {fire_due(late)}"

    def count(w, n):
        watches = DeadlineProcess.objects.filter(due_at=n.step_due_at)
        told_of = Entry.objects.filter(verb__startswith="Báo quá hạn", subject_id=n.round_id)
        return [Notice.objects.filter(event="step_overdue").count(), watches.count(), told_of.count()]

    return prepare, press, count


def one_claim():
    """Eight appraisers take one line in hand."""
    from tests.factories import NOW
    from workflows.models import LineClaim
    from workflows.services.claims import claim

    prepare, _, _ = one_line()

    def press(w, nomination, i):
        return told(lambda: claim(nomination, actor=w.extra["appraisers"][i], at=NOW))

    return prepare, press, lambda w, n: LineClaim.objects.filter(nomination=n).count()


def by_browser():
    """Eight appraisers post the same page, half of them with the ids of another line's process and task."""
    from django.test import Client
    from django.urls import reverse
    from viewflow.workflow.models import Task

    prepare, _, count = one_line()

    def prepare_two(w):
        from tests.factories import nomination_at

        return prepare(w), nomination_at(w, "under_appraisal")

    def press(w, subject, i):
        nomination, other = subject
        task = Task.objects.filter(process=other.process.process_ptr, status="NEW").get()
        client = Client(headers={"host": "localhost"})
        client.force_login(w.extra["appraisers"][i], backend="django.contrib.auth.backends.ModelBackend")
        data = {"note": "Số liệu khớp.", "reason": "Số liệu khớp.", "version": nomination.version}
        if i % 2:
            data |= {"process_pk": other.process.pk, "task_pk": task.pk, "process": other.process.pk, "task": task.pk}
        response = client.post(reverse("workflows:act", args=[nomination.pk, "recommend"]), data)
        return (
            "done"
            if response.status_code == 302
            else f"status {response.status_code}: {'đã xử lý' in response.text or 'không làm được' in response.text}"
        )

    return prepare_two, press, lambda w, subject: (count(w, subject[0]), count(w, subject[1]))


def last_blanks():
    """Eight windows throw away three of ten blanks each: three of them find enough."""
    from decimal import Decimal

    from certificates.exceptions import ActRefused
    from certificates.models import BlankKind
    from certificates.queries.blanks import sheets_left
    from certificates.services.blanks import add_kind, write_entry
    from tests.factories import NOW

    def prepare(w):
        size = {"width_mm": Decimal(297), "height_mm": Decimal(210)}
        about = {"actor": w.clerk, "at": NOW}
        kind = add_kind(unit=w.commune, name=f"Phôi {uuid.uuid4().hex[:8]}", carries="text", **size, **about)
        write_entry(kind, move="received", sheets=10, on=NOW.date(), **about)
        return kind.pk

    def press(w, pk, i):
        kind = BlankKind.objects.get(pk=pk)
        try:
            write_entry(kind, move="discarded", sheets=3, on=NOW.date(), note="Ẩm mốc", actor=w.clerk, at=NOW)
        except ActRefused as refusal:
            return refusal.reason
        return "done"

    return prepare, press, lambda w, pk: sheets_left(BlankKind.objects.get(pk=pk))


def one_hall():
    """A ceremony is sent eight times; at once eight phones write who is there, in two ways, and order the papers."""
    from ceremonies.exceptions import CeremonyRefused
    from ceremonies.issuing import order_papers
    from ceremonies.models import Ceremony, PaperOrder
    from ceremonies.services.attendance import Mark, mark
    from history.models import Entry
    from tests.ceremonies.hall import ON_THE_DAY, a_ceremony
    from tests.clerks import numbered

    def prepare(w):
        return numbered(w, 2), uuid.uuid4()

    def press(w, subject, i):
        decision, key = subject
        ceremony = a_ceremony(w, [decision], submission_key=key)
        presence = "absent" if i % 2 else "present"
        try:
            mark(ceremony.places.get(position=1), Mark(presence), seen="unknown", actor=w.clerk, at=ON_THE_DAY)
        except CeremonyRefused as refusal:
            presence = refusal.reason
        ordered = order_papers(ceremony, ["script", "attendance"], actor=w.clerk, at=ON_THE_DAY)
        return f"{'ordered' if ordered else 'ordered before'}, {presence}"

    def count(w, subject):
        [ceremony] = Ceremony.objects.filter(submission_key=subject[1])
        marks = Entry.objects.filter(verb="Điểm danh lễ trao").count()
        return [marks, PaperOrder.objects.filter(ceremony=ceremony).count(), ceremony.places.get(position=1).presence]

    return prepare, press, count


SCENARIOS = {
    "one_hall": one_hall,
    "one_line": one_line,
    "one_claim": one_claim,
    "one_line_unlocked": one_line_unlocked,
    "one_new_line": one_new_line,
    "one_close": one_close,
    "one_release": one_release,
    "last_blanks": last_blanks,
    "timers": timers,
    "by_browser": by_browser,
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
