"""The urn of a secret ballot: it keeps how many chose what, sealed, and nothing of who chose it.

What is promised, and why it holds (docs/adr/0018):

- The database knows who has voted on which line (SecretVoter: no choice, no time, random keys) and one sealed envelope
  for each meeting (SealedBallot). Inside are three sums for each line, padded to a fixed length; a single vote is
  nowhere, not even inside the envelope.
- The key lies in a file outside the database (URN_DIR, never in a backup). Each vote seals the sums anew under a new
  key and destroys the key before it, so two copies of the database, however close, cannot be compared.
- Votes cannot be changed or taken back one by one; a whole line can be emptied and voted on again.
- A kill at any point loses nothing: a new key is on disk before the transaction that needs it is committed, an old key
  is destroyed only after. Keys that nothing refers to are destroyed by the next vote, close or turn of the worker.

Every function that writes is called in the transaction of the act, with the meeting locked.
"""

import os
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction
from django.views.decorators.debug import sensitive_variables

from .enums import Choice
from .models import Meeting, SealedBallot, SecretVoter

ORDER = (Choice.IN_FAVOR, Choice.AGAINST, Choice.ABSTAIN)
NAME_BYTES, KEY_BYTES, NONCE_BYTES = 16, 32, 12
BLOCK = 1024
HEAD, LINE = struct.Struct(">I"), struct.Struct(">QHHH")
Sums = dict[int, list[int]]
LOST = (
    "Không mở được hòm phiếu kín của phiên họp này, vì khóa của hòm phiếu không còn trên máy chủ hoặc phiếu không khớp với "
    "danh sách người đã bỏ phiếu. Không ai đọc được các phiếu ấy nữa, nên phải bỏ phiếu lại: hãy hoãn phiên họp, ghi lý do, "
    "rồi mở biểu quyết lại."
)


class UrnLost(Exception):
    """The envelope cannot be opened, or does not agree with who has voted; the vote has to be repeated."""

    def __init__(self) -> None:
        super().__init__(LOST)


def set_up(meeting: Meeting) -> None:
    """Put an empty urn in the place of any other."""
    _seal(meeting, {})


@sensitive_variables()
def put_in(meeting: Meeting, user_id: int, choices: Mapping[int, str]) -> None:
    """Add one member's votes: line id -> Choice. Raises UrnLost; IntegrityError when the member has voted on a line."""
    sums = _sums(meeting)
    SecretVoter.objects.bulk_create(
        SecretVoter(pk=secrets.randbits(62), line_id=line_id, user_id=user_id) for line_id in choices
    )
    for line_id, choice in choices.items():
        sums.setdefault(line_id, [0, 0, 0])[ORDER.index(Choice(choice))] += 1
    _seal(meeting, sums)


def empty_lines(meeting: Meeting, line_ids: Iterable[int]) -> int:
    """Remove all votes on these lines, so that they are voted on again or not at all. Returns how many there were.

    Raises UrnLost.
    """
    voters = SecretVoter.objects.filter(line__in=list(line_ids), line__meeting=meeting)
    gone = set(voters.values_list("line_id", flat=True))
    if not gone:
        return 0
    sums = _sums(meeting)
    removed = voters.delete()[0]
    _seal(meeting, {line_id: counted for line_id, counted in sums.items() if line_id not in gone})
    return removed


@sensitive_variables()
def open_urn(meeting: Meeting) -> dict[int, list[Choice]]:
    """Return line id -> the choices on it, in a fixed order that says nothing. Raises UrnLost.

    Lines on which nobody voted are left out. Call it only in the transaction that freezes the result and destroy()s.
    """
    return {
        line_id: [choice for choice, number in zip(ORDER, counted, strict=True) for _ in range(number)]
        for line_id, counted in _sums(meeting).items()
    }


def destroy(meeting: Meeting) -> None:
    """Destroy the envelope with this transaction, and the keys after it. Who has voted stays known."""
    keys = _keys_of(meeting.pk)
    _remove_envelopes(meeting)
    transaction.on_commit(lambda: _shred(keys))


def sweep() -> int:
    """Destroy the keys that no envelope needs: what a killed process left, and keys of closed meetings. Returns how many.

    Looks without a lock first, so that it costs nothing while there is nothing to do; never in a transaction of others.
    """
    done = 0
    for meeting_id in sorted({_meeting_of(path) for path in _all_keys()}):
        if not _unused(meeting_id):
            continue
        with transaction.atomic():
            # A vote holds this lock from before it writes a key until the envelope that names it is committed.
            list(Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).values_list("pk"))
            unused = _unused(meeting_id)
            _shred(unused)
            done += len(unused)
    return done


@sensitive_variables()
def _sums(meeting: Meeting) -> Sums:
    """Return line id -> [in favour, against, abstain] of the lines that were voted on."""
    envelope = SealedBallot.objects.filter(meeting=meeting).first()
    if envelope is None:
        raise UrnLost
    content = bytes(envelope.content)
    name, nonce, sealed = content[:NAME_BYTES], content[NAME_BYTES:][:NONCE_BYTES], content[NAME_BYTES + NONCE_BYTES :]
    try:
        key = _path(meeting.pk, name.hex()).read_bytes()
        plain = AESGCM(key).decrypt(nonce, sealed, _bound_to(meeting, envelope))
    except (OSError, ValueError, InvalidTag):
        raise UrnLost from None
    sums = _unpacked(plain)
    voted: dict[int, int] = {}
    for line_id in SecretVoter.objects.filter(line__meeting=meeting).values_list("line_id", flat=True):
        voted[line_id] = voted.get(line_id, 0) + 1
    if {line_id: sum(counted) for line_id, counted in sums.items()} != voted:
        raise UrnLost
    return sums


@sensitive_variables()
def _seal(meeting: Meeting, sums: Sums) -> None:
    """Seal the sums under a new key in the place of the envelope before; its key is destroyed after the commit."""
    old_keys = _keys_of(meeting.pk)
    name, key, nonce = (secrets.token_bytes(size) for size in (NAME_BYTES, KEY_BYTES, NONCE_BYTES))
    _write(_path(meeting.pk, name.hex()), key)
    envelope = SealedBallot(meeting=meeting)
    plain = _packed(meeting, sums)
    envelope.content = name + nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(meeting, envelope))
    _remove_envelopes(meeting)
    envelope.save(force_insert=True)
    transaction.on_commit(lambda: _shred(old_keys))


def _packed(meeting: Meeting, sums: Sums) -> bytes:
    """Return the sums of every line of the agenda, voted on or not, in one length for all contents."""
    lines = sorted(meeting.lines.values_list("pk", flat=True))
    plain = HEAD.pack(len(lines)) + b"".join(LINE.pack(pk, *sums.get(pk, (0, 0, 0))) for pk in lines)
    return plain.ljust(-(-len(plain) // BLOCK) * BLOCK, b"\0")


def _unpacked(plain: bytes) -> Sums:
    (length,) = HEAD.unpack_from(plain)
    lines = (LINE.unpack_from(plain, HEAD.size + i * LINE.size) for i in range(length))
    return {pk: counted for pk, *counted in lines if any(counted)}


def _bound_to(meeting: Meeting, envelope: SealedBallot) -> bytes:
    """Return what the seal is bound to, so that no envelope can be put in the place of another."""
    return b"vinh-danh urn 1" + struct.pack(">Q", meeting.pk) + envelope.key.bytes


def _remove_envelopes(meeting: Meeting) -> None:
    """Delete the meeting's envelopes; on SQLite their bytes are overwritten in the file as well."""
    with _secure_delete():
        SealedBallot.objects.filter(meeting=meeting).delete()


@contextmanager
def _secure_delete() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield  # a dead row stays in the table's file until it is cleaned: bytes under a key that is destroyed
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA secure_delete").fetchone()[0]
        cursor.execute("PRAGMA secure_delete=ON").fetchall()
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA secure_delete={int(before)}").fetchall()


def _folder() -> Path:
    return Path(settings.URN_DIR)


def _path(meeting_id: int, name: str) -> Path:
    return _folder() / f"{meeting_id}-{name}"


def _all_keys() -> list[Path]:
    try:
        return [path for path in _folder().iterdir() if path.name.partition("-")[0].isdecimal()]
    except FileNotFoundError:
        return []


def _meeting_of(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _keys_of(meeting_id: int) -> list[Path]:
    return [path for path in _all_keys() if _meeting_of(path) == meeting_id]


def _unused(meeting_id: int) -> list[Path]:
    """Return the key files of a meeting that no envelope names."""
    contents = SealedBallot.objects.filter(meeting=meeting_id).values_list("content", flat=True)
    named = {_path(meeting_id, bytes(content)[:NAME_BYTES].hex()) for content in contents}
    return [path for path in _keys_of(meeting_id) if path not in named]


@sensitive_variables()
def _write(path: Path, key: bytes) -> None:
    """Put a key on disk, for this user of the system alone, before anything is sealed with it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (0, 0))  # the file says nothing of when the last vote came
    _sync_folder()


def _shred(paths: Iterable[Path]) -> None:
    """Overwrite and unlink key files; one that is gone already is no error."""
    gone = False
    for path in paths:
        try:
            with path.open("r+b", buffering=0) as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                os.fsync(file.fileno())
            path.unlink()
            gone = True
        except FileNotFoundError:
            continue
    if gone:
        _sync_folder()


def _sync_folder() -> None:
    folder = os.open(_folder(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
