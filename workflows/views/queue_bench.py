"""The queue as one request sees it: whose it is, what it is narrowed to, how it is ordered, and where it lives."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.queries import with_judged_facts
from nominations.rules import called
from notices.queries import know_unread
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import days_between, local_day

from ..enums import Action
from ..forms.queue import STATE_WORDS, QueueFilterForm, searched
from ..queries_office import for_reading
from ..queries_queue import (
    FREE,
    MINE,
    Key,
    Overview,
    QueueFilter,
    claim_on,
    for_list,
    key_of,
    line_after,
    narrowed,
    overview_of,
    place_in,
    queue_of,
)
from ..services.bulk import Hand
from . import base

PAGE = 25
MOST = 200
"""How many lines one press may take; the rest comes with the next press."""

BULK: tuple[tuple[Action | Hand, str], ...] = (
    (Action.RECOMMEND, "Đề nghị"), (Action.RECEIVE, "Tiếp nhận"), (Action.SEND_BACK, "Trả lại để bổ sung"),
    (Action.DECLINE, "Không đề nghị"), (Hand.CLAIM, "Nhận xử lý"), (Hand.RELEASE, "Trả về hàng chờ"),
)  # fmt: skip
"""What can be done with many lines at once, as it stands in the address and on the button."""


@dataclass(frozen=True)
class Bench:
    """The queue of the person's offices; `at` is the moment of the request."""

    user: User
    at: datetime
    unit_ids: set[int]
    overview: Overview
    form: QueueFilterForm
    chosen: QueueFilter

    @cached_property
    def hidden(self) -> list[tuple[str, Any]]:
        """Return what the queue is narrowed to, as fields of another form on the page."""
        return _named(self.chosen)

    @property
    def lines(self):
        """Return the lines that wait and fit the filter, in the chosen order."""
        return narrowed(queue_of(self.unit_ids), self.chosen, user=self.user, at=self.at)

    @cached_property
    def count(self) -> int:
        """Return how many lines wait and fit the filter."""
        return self.overview.counted(self.chosen)

    @property
    def is_mine(self) -> bool:
        """Return whether the list is that of the lines which the person has claimed."""
        return self.chosen.claimant == MINE

    def url(self, line: int | None = None) -> str:
        """Return the address of the queue with its filters; with a line, that line stands open."""
        query = urlencode(([("dong", line)] if line else []) + self.hidden)
        return reverse("workflows:queue") + (f"?{query}" if query else "") + ("#ho-so" if line else "")

    @property
    def query(self) -> str:
        """Return the filters as they stand in an address."""
        return urlencode(self.hidden)

    @property
    def has_more(self) -> bool:
        """Return whether anything is narrowed by the filters that stand folded."""
        chosen = self.chosen
        return bool(chosen.round_id or chosen.unit_id or chosen.kind or chosen.claimant not in ("", MINE, FREE))

    @property
    def bulk_acts(self) -> list[tuple[str, str]]:
        """Return what can be done with many lines at once."""
        return [(str(value), label) for value, label in BULK]

    @property
    def most(self) -> int:
        """Return how many lines one press may take."""
        return MOST

    @property
    def clear_url(self) -> str:
        """Return the address of the whole list, mine or the unit's; "" where nothing is narrowed."""
        kept = QueueFilter(claimant=self.chosen.claimant if self.is_mine else "", order=self.chosen.order)
        return _address(kept) if self.chosen and kept != self.chosen else ""

    @property
    def lists(self) -> list[tuple[str, int, str, bool]]:
        """Return the two lists as label, count, address and whether it is the one shown."""
        unit, mine = replace(self.chosen, claimant=""), replace(self.chosen, claimant=MINE)
        return [
            ("Hàng chờ của đơn vị", self.overview.counted(unit), _address(unit), not self.is_mine),
            ("Việc của tôi", self.overview.counted(mine), _address(mine), self.is_mine),
        ]

    @property
    def parts(self) -> list[tuple[str, int, str, bool]]:
        """Return the usual parts of the list as label, count, address and whether it is the one shown; empty ones only when shown."""
        whole = replace(self.chosen, state="", overdue=False, claimant=MINE if self.is_mine else "")
        ways = [("Tất cả", whole), *((word, replace(whole, state=state.value)) for state, word in STATE_WORDS.items())]
        ways.append(("Quá hạn", replace(whole, overdue=True)))
        if not self.is_mine:
            ways.append(("Chưa ai nhận", replace(whole, claimant=FREE)))
        counted = [(word, self.overview.counted(way), _address(way), way == self.chosen) for word, way in ways]
        return [part for part in counted if part[1] or part[3]]

    def key(self, line: Nomination) -> Key:
        """Return where a line stands in the chosen order; take it before an act that changes the line."""
        return key_of(line, self.chosen.order)

    def url_after(self, key: Key) -> str:
        """Return the address of the line after what `key` says, or of the queue when nothing is left."""
        return self.url(line_after(self.lines, key))

    def waiting(self, pk: int) -> Nomination | None:
        """Return a line of the queue with all that its page prints, with_judged_facts(); None when it waits here no more,
        or never did.
        """
        rows = with_judged_facts(for_reading(queue_of(self.unit_ids)), local_day(self.at))
        return rows.select_related("claim").filter(pk=pk).first()


def bench_of(request: HttpRequest) -> Bench:
    """Return the queue of the person's offices. Raises NotPermitted for somebody who appraises nowhere."""
    unit_ids = access.units_where(request.user, Capability.APPRAISE, on=base.today())
    if not unit_ids:
        access.check(request.user, Capability.APPRAISE, None, on=base.today())
    at = base.now()
    overview = overview_of(unit_ids, user=request.user, at=at, text=searched(request.GET.get("tim", "")))
    know_unread(request.user, overview.unread)
    form = QueueFilterForm(request.GET, overview)
    return Bench(request.user, at, unit_ids, overview, form, form.chosen())


def _named(chosen: QueueFilter) -> list[tuple[str, Any]]:
    named = (
        ("tim", chosen.text), ("dot", chosen.round_id), ("donvi", chosen.unit_id), ("loai", chosen.kind),
        ("trangthai", chosen.state), ("quahan", "1" if chosen.overdue else ""), ("nguoi", chosen.claimant), ("xep", chosen.order),
    )  # fmt: skip
    return [(name, value) for name, value in named if value]


def _address(chosen: QueueFilter) -> str:
    query = urlencode(_named(chosen))
    return reverse("workflows:queue") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Shown:
    """One page of the list, and the lines before and after the open one."""

    page: Page
    rows: list[dict]
    place: int | None
    before: str = ""
    after: str = ""


def list_page(bench: Bench, current: Nomination | None, wanted: str | None) -> tuple[Page, list[Nomination]]:
    """Return the page that was asked for, else the one on which the open line stands, and its lines with one neighbour
    on either side where there is one.
    """
    paginator = Paginator(range(bench.count), PAGE)
    if wanted is None and current is not None and bench.count:
        wanted = str(place_in(bench.lines, bench.key(current)) // PAGE + 1) if bench.count > PAGE else "1"
    page = paginator.get_page(wanted)
    first = max(0, page.start_index() - 2)
    lines = list(for_list(bench.lines)[first : first + PAGE + 2]) if bench.count else []
    return page, lines


def shown(bench: Bench, page: Page, lines: list[Nomination], current: Nomination | None) -> Shown:
    """Return what the list prints; `lines` as list_page() gave them."""
    start = min(1, max(0, page.start_index() - 1))
    mine = lines[start : start + PAGE]
    pks = [line.pk for line in lines]
    at = pks.index(current.pk) if current is not None and current.pk in pks else None
    neighbours = {i: bench.url(pk) for i, pk in enumerate(pks)} if at is not None else {}
    return Shown(
        page,
        [_row(bench, line, current) for line in mine],
        page.start_index() + at - start if at is not None and start <= at < start + PAGE else None,
        neighbours.get(at - 1, "") if at is not None else "",
        neighbours.get(at + 1, "") if at is not None else "",
    )


def _row(bench: Bench, line: Nomination, current: Nomination | None) -> dict:
    nominee, claim = line.nominee, claim_on(line, at=bench.at)
    what = nominee.position if nominee.is_individual else line.model_name
    unit = line.proposing_unit_name if line.proposing_unit_name != nominee.full_name else ""
    return {
        "pk": line.pk,
        "name": called(nominee),
        "about": [text for text in (nominee.get_kind_display(), unit, what) if text],
        "url": bench.url(line.pk),
        "is_current": current is not None and line.pk == current.pk,
        "word": STATE_WORDS[line.state_enum],
        "is_new": line.state != NominationState.UNDER_APPRAISAL,
        "days": days_between(line.submitted_at, bench.at),
        "due_at": line.step_due_at,
        "is_late": line.step_due_at is not None and line.step_due_at < bench.at,
        "claim": claim and ("Đồng chí đã nhận" if claim.user_id == bench.user.pk else f"{claim.user_name} đã nhận"),
        "is_mine": claim is not None and claim.user_id == bench.user.pk,
    }
