"""A secret ballot: who voted stays known, what they chose is nowhere; counts are right and survive a kill at any point."""

import logging
import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from history.models import Entry
from meetings import urn
from meetings.enums import Choice, MeetingState, Secrecy
from meetings.models import AgendaLine, Ballot, Meeting, SealedBallot, SecretVoter
from tests import factories as f
from tests.meetings.room import attend, cast, prepared, waiting
from tests.pages.committee import signed_in, url
from workflows.exceptions import GuardFailed
from workflows.services import meetings

pytestmark = pytest.mark.django_db
RANDOM = {("meetings_secretvoter", "id"), ("meetings_sealedballot", "key"), ("meetings_sealedballot", "content")}
"""The only columns in which two votes that differ in their choices may differ: random keys and what is sealed."""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.URN_DIR = tmp_path / "urns"
    return settings.URN_DIR


@pytest.fixture
def w():
    return f.world()


@pytest.fixture(autouse=True)
def committed(db, monkeypatch):
    """What follows a commit follows at once when the outermost act of a test ends, as it does outside of tests."""
    real, outside = transaction.Atomic.__exit__, len(connection.savepoint_ids)

    def leave(block, *error):
        real(block, *error)
        if len(connection.savepoint_ids) == outside:
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for _, act, _ in waiting:
                act()

    monkeypatch.setattr(transaction.Atomic, "__exit__", leave)


class TakenBackError(Exception):
    """Undoes a vote, so that the next one starts from the same state."""


def secret_vote(w, lines=2, present=5):
    waiting(w, lines)
    meeting = prepared(w, secrecy=Secrecy.SECRET)
    attend(w, meeting, present)
    return meetings.open_voting(meeting, actor=w.chair, at=w.at)


def rows_of_everything():
    """Return (table, row) -> values of every table, without the random columns; rows in the order of the file."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table == "sqlite_sequence":
                continue
            names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            kept = [name for name in names if (table, name) not in RANDOM]
            columns = ", ".join(f'"{name}"' for name in kept)
            cursor.execute(f'SELECT {columns} FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def lengths():
    return sorted(len(content) for content in SealedBallot.objects.values_list("content", flat=True))


def file_of_database() -> bytes:
    """Return every byte of the database: the whole file with its freed pages, or what PostgreSQL keeps of every table."""
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    found = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as rows:
                for part in rows:
                    found += part
    return bytes(found)


def other_files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "urns" not in path.parts}


def test_whatever_a_member_chooses_everything_that_is_stored_is_the_same(w, folder, settings, tmp_path, caplog):
    """Each vote is cast three times from the same state, each time otherwise; what is stored differs in random bytes alone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    caplog.set_level(logging.DEBUG)
    meeting = secret_vote(w, 3)
    lines = list(meeting.lines.all())
    for member in w.members[:4]:
        seen = []
        for choice in Choice.values:
            caplog.clear()
            with pytest.raises(TakenBackError), transaction.atomic():
                meetings.cast_ballots(meeting, choices={line.pk: choice for line in lines}, actor=member, at=w.at)
                seen.append((rows_of_everything(), lengths(), other_files(tmp_path), len(caplog.text.splitlines())))
                raise TakenBackError
        assert seen[0] == seen[1] == seen[2]
        cast_all(w, meeting, member, "against")
    assert rows_of_everything()["meetings_ballot"] == []


def cast_all(w, meeting, member, choice):
    choices = {line.pk: choice for line in meeting.lines.all()}
    return meetings.cast_ballots(meeting, choices=choices, actor=member, at=w.at)


def test_between_two_copies_of_the_database_nothing_of_the_urn_stays_alike(w, folder):
    """Each vote seals anew under a new key, so two backups cannot be compared, and a stolen key opens one state at most."""
    meeting = secret_vote(w)
    states = []
    for member in w.members:
        cast_all(w, meeting, member, "in_favor")
        (envelope,) = SealedBallot.objects.all()
        (key,) = folder.iterdir()
        assert key.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
        assert key.stat().st_mtime == 0, "the file does not say when the last vote came"
        states.append((envelope.key, bytes(envelope.content), key.name, key.read_bytes()))
    for column in zip(*states, strict=True):
        assert len(set(column)) == len(states)
    assert len({len(content) for _, content, _, _ in states}) == 1
    old = states[0]
    SealedBallot.objects.update(content=old[1])
    with pytest.raises(urn.UrnLost):
        urn.open_urn(meeting)


def test_a_choice_stands_nowhere_in_the_file_the_log_or_the_history(w, caplog):
    caplog.set_level(logging.DEBUG)
    meeting = secret_vote(w)
    words = [choice.value.encode() for choice in Choice]
    before = [file_of_database().count(word) for word in words]
    caplog.clear()
    entries = Entry.objects.count()
    for member, choice in zip(w.members, ("in_favor", "against", "abstain", "against", "in_favor"), strict=True):
        cast_all(w, meeting, member, choice)
    after = file_of_database()
    assert [after.count(word) for word in words] == before, "only the names in constraints of tables"
    assert not any(re.search(rf"\b{choice.value}\b", caplog.text) for choice in Choice)
    assert Entry.objects.count() == entries, "a secret vote leaves no entry with its moment"
    assert {field.name for field in SecretVoter._meta.fields} == {"id", "line", "user"}
    assert {field.name for field in SealedBallot._meta.fields} == {"key", "meeting", "content"}
    ids = list(SecretVoter.objects.order_by("user_id", "line_id").values_list("pk", flat=True))
    assert ids != sorted(ids), "the keys of voters are random and say nothing of an order"


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_words_sent_along_with_a_secret_ballot_are_stored_nowhere(w, settings, tmp_path, caplog, is_confirmed):
    """The page has no place for them; whoever sends them all the same reads that they were not kept."""
    settings.MEDIA_ROOT = tmp_path / "files"
    caplog.set_level(logging.DEBUG)
    meeting, member, words = secret_vote(w), w.members[1], "Chữ viết tay nhận ra ngay 6c1f0b"
    client, entries = signed_in(member), Entry.objects.count()
    assert "opinion-" not in client.get(url("ballot", meeting.pk)).content.decode()
    sent = {
        f"{name}-{line.pk}": text
        for line in meeting.lines.all()
        for name, text in (("line", "against"), ("opinion", words))
    }
    page = client.post(url("ballot_review", meeting.pk), sent | ({"xac-nhan": "1"} if is_confirmed else {}))
    if not is_confirmed:
        assert "ý kiến đồng chí vừa ghi không được gửi, không được lưu" in page.content.decode()
        assert words not in page.content.decode()
    assert SecretVoter.objects.count() == (2 if is_confirmed else 0)
    meetings.cast_ballots(
        meeting, choices={line.pk: "in_favor" for line in meeting.lines.all()}, actor=w.members[2], at=w.at,
        opinions={line.pk: words for line in meeting.lines.all()},
    )  # fmt: skip
    kept = [file_of_database(), *other_files(tmp_path).values(), caplog.text.encode()]
    for needle in (words.encode(), b"6c1f0b", b"6c1f0b".hex().encode()):
        assert not any(needle in each for each in kept)
    assert Entry.objects.count() == entries and not Ballot.objects.exists()


def test_the_count_is_right_and_then_envelope_and_key_are_gone(w, folder):
    meeting = secret_vote(w, 2)
    a, b = meeting.lines.all()
    for member, (on_a, on_b) in zip(
        w.members,
        [("in_favor", "against"), ("in_favor", "abstain"), ("in_favor", "in_favor"), ("against", "against")],
        strict=False,
    ):
        meetings.cast_ballots(meeting, choices={a.pk: on_a, b.pk: on_b}, actor=member, at=w.at)
    (envelope,) = SealedBallot.objects.all()
    sealed = bytes(envelope.content)
    assert sealed in file_of_database()
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.in_favor, a.against, a.abstain, a.not_voted, a.invalid) == (3, 1, 0, 1, 0)
    assert (b.in_favor, b.against, b.abstain, b.not_voted, b.invalid) == (1, 2, 1, 1, 0)
    assert not SealedBallot.objects.exists() and not Ballot.objects.exists()
    assert list(folder.iterdir()) == []
    assert sealed[: len(sealed) // 2] not in file_of_database(), "overwritten, not only forgotten"
    assert SecretVoter.objects.count() == 8, "who voted stays known"


def test_a_secret_vote_is_cast_once_and_lines_may_be_voted_on_one_after_another(w):
    meeting = secret_vote(w)
    a, b = meeting.lines.all()
    cast(w, a, w.members[1], "in_favor")
    with pytest.raises(GuardFailed, match="Phiếu kín đã bỏ thì không sửa"):
        meetings.cast_ballots(meeting, choices={a.pk: "against", b.pk: "against"}, actor=w.members[1], at=w.at)
    assert urn.open_urn(meeting) == {a.pk: [Choice.IN_FAVOR]}, "none of a refused set was cast"
    cast(w, b, w.members[1], "against")
    with pytest.raises(GuardFailed, match="không rút phiếu ra được"):
        meetings.declare_recusal(a, actor=w.members[1], at=w.at)
    with pytest.raises(GuardFailed, match="không ghi vắng được"):
        attend(w, meeting, 1)
    assert urn.open_urn(meeting) == {a.pk: [Choice.IN_FAVOR], b.pk: [Choice.AGAINST]}


def test_a_relative_found_after_the_vote_empties_the_line_for_all(w):
    from meetings.services import declare_relative

    meeting = secret_vote(w)
    a, b = meeting.lines.all()
    for member in w.members[:3]:
        cast_all(w, meeting, member, "in_favor")
    name = a.nomination.nominee.full_name
    declare_relative(user=w.members[1], full_name=name, relation="em ruột", at=w.at)
    assert set(urn.open_urn(meeting)) == {b.pk}
    assert not SecretVoter.objects.filter(line=a).exists()
    cast(w, a, w.members[0], "against")
    with pytest.raises(GuardFailed, match="vì có liên quan"):
        cast(w, a, w.members[1])


def test_a_lost_key_asks_for_another_vote_and_says_how(w, folder):
    meeting = secret_vote(w)
    cast_all(w, meeting, w.members[1], "in_favor")
    for key in folder.iterdir():
        key.unlink()
    with pytest.raises(GuardFailed, match=r"Phiếu của đồng chí chưa được nhận.*phải bỏ phiếu lại: hãy hoãn phiên họp"):
        cast_all(w, meeting, w.members[2], "against")
    with pytest.raises(GuardFailed, match="phải bỏ phiếu lại: hãy hoãn phiên họp"):
        meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    meetings.put_off_meeting(meeting, reason="Máy chủ phải khôi phục từ bản sao lưu", actor=w.chair, at=w.at)
    assert not SecretVoter.objects.exists() and not SealedBallot.objects.exists()
    attend(w, meeting, 5)
    meeting = meetings.open_voting(meeting, actor=w.chair, at=w.at)
    assert cast_all(w, meeting, w.members[1], "in_favor") == 2


@pytest.mark.parametrize("wrong", ["voter added", "voter removed", "envelope of another", "bytes changed"])
def test_an_urn_that_was_tampered_with_does_not_open(w, wrong):
    meeting = secret_vote(w)
    cast_all(w, meeting, w.members[1], "in_favor")
    line = meeting.lines.first()
    if wrong == "voter added":
        SecretVoter.objects.create(line=line, user=w.members[2])
    elif wrong == "voter removed":
        SecretVoter.objects.filter(line=line).delete()
    else:
        content = bytearray(SealedBallot.objects.get().content)
        if wrong == "bytes changed":
            content[-1] ^= 1
            SealedBallot.objects.update(content=bytes(content))
        else:
            SealedBallot.objects.all().delete()
            SealedBallot.objects.create(meeting=meeting, content=bytes(content))
    with pytest.raises(urn.UrnLost):
        urn.open_urn(meeting)


def test_paper_ballots_are_counted_with_invalid_ones_and_fewer_may_come_back(w):
    meeting = secret_vote(w, 1)
    (line,) = meeting.lines.all()
    meetings.enter_hands(line, in_favor=2, against=1, abstain=0, invalid=1, actor=w.clerk, at=w.at)
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    line.refresh_from_db()
    assert (line.in_favor, line.against, line.invalid, line.not_voted) == (2, 1, 1, 1)


def test_the_sweep_destroys_what_no_envelope_needs_and_nothing_else(w, folder):
    meeting = secret_vote(w)
    cast_all(w, meeting, w.members[1], "in_favor")
    (needed,) = folder.iterdir()
    for name in (f"{meeting.pk}-{'ab' * 16}", f"999999-{'cd' * 16}"):
        (folder / name).write_bytes(b"x" * 32)
    assert urn.sweep() == 2
    assert list(folder.iterdir()) == [needed]
    assert urn.sweep() == 0
    assert urn.open_urn(meeting)


@pytest.mark.parametrize(
    ("act", "point"),
    [
        ("vote", "_write"),
        ("vote", "_remove_envelopes"),
        ("vote", "_shred"),
        ("close", "_remove_envelopes"),
        ("close", "_shred"),
    ],
)
def test_a_kill_at_any_point_loses_no_vote_and_leaves_no_key_behind(w, folder, monkeypatch, act, point):
    """The process ends there as by kill -9: nothing after that point runs, the open transaction is gone."""
    meeting = secret_vote(w, 1)
    cast_all(w, meeting, w.members[1], "in_favor")
    real = getattr(urn, point)

    class Killed(BaseException):
        pass

    def killed(*args):
        if point == "_write":
            real(*args)
        raise Killed

    monkeypatch.setattr(urn, point, killed)
    with pytest.raises(Killed):
        if act == "vote":
            cast_all(w, meeting, w.members[2], "against")
        else:
            meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    monkeypatch.setattr(urn, point, real)
    meeting = Meeting.objects.get()
    urn.sweep()
    if meeting.state == MeetingState.CLOSED:
        assert point == "_shred" and list(folder.iterdir()) == []
        line = AgendaLine.objects.get()
        assert line.in_favor == 1
    else:
        committed = act == "vote" and point == "_shred"
        counted = urn.open_urn(meeting)
        assert list(counted.values()) == [[Choice.IN_FAVOR] + [Choice.AGAINST] * committed]
        assert len(list(folder.iterdir())) == 1
