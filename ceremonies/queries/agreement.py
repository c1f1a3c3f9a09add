"""Whether what was printed still says what the order of the stage says: the pile of certificates, and the papers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from certificates.models import IssuedCertificate
from documents.models import Decision
from history.models import Entry
from nominations.enums import AwardState
from vietnamese.dates import moment_text

from ..enums import CeremonyPaperKind
from ..models import Ceremony, CeremonyPaper, CeremonyPlace
from ..order import shifts
from .papers import PaperState, paper_states
from .piles import RESTACKED, Pile, PileSheet, piles_of
from .stage import order_sha256, places_of

OF_THE_ORDER = [kind for kind in CeremonyPaperKind if kind != CeremonyPaperKind.PAYMENT_LIST]
"""Papers that follow the order; a payment list is frozen for itself."""
NOT_A_CHANGE = ("Lập giấy tờ buổi lễ", "Dừng lập giấy tờ buổi lễ", "Ghi đã tổ chức lễ trao", RESTACKED)
"""What the history tells of a ceremony that leaves its papers as right as they were."""
NAMED = 6
"""So many sheets are named one by one; of more, the number is said."""


class Accord(StrEnum):
    """Green, red, or nothing there to compare yet."""

    MATCH = "match"
    DIFFERS = "differs"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Box:
    """One thing that was printed, whether it agrees with the order, and what to do where it does not.

    `can_restack` says that sheets of a pile have to be moved; `restacked` who said that they were, and when.
    """

    title: str
    accord: Accord
    sentences: list[str] = field(default_factory=list)
    can_restack: bool = False
    restacked: str = ""
    decision: Decision | None = None
    kind: str = ""
    paper: CeremonyPaper | None = None

    @property
    def is_red(self) -> bool:
        """Return whether somebody has to do something."""
        return self.accord == Accord.DIFFERS


@dataclass(frozen=True)
class Accordance:
    """Everything that was printed for a ceremony, compared with its order. `sheets` is by award."""

    piles: list[Box]
    papers: list[Box]
    sheets: dict[int, PileSheet]

    @property
    def red_papers(self) -> list[Box]:
        """Return the papers that no longer say what the order says."""
        return [box for box in self.papers if box.is_red]

    @property
    def made_papers(self) -> list[Box]:
        """Return the papers that were made at least once."""
        return [box for box in self.papers if box.paper]

    @property
    def red(self) -> list[Box]:
        """Return what no longer agrees."""
        return [box for box in (*self.piles, *self.papers) if box.is_red]


def accordance(ceremony: Ceremony, places: Sequence[CeremonyPlace] | None = None) -> Accordance:
    """Compare the piles of certificates and the papers of a ceremony with the order as it is now.

    The number of queries does not grow with the number of recipients.
    """
    places = list(places_of(ceremony)) if places is None else places
    decisions = {place.award.decision_line.decision_id: place.award.decision_line.decision for place in places}
    piles = piles_of(ceremony, decisions.values())
    sheets = {sheet.award: sheet for pile in piles.values() for sheet in pile.sheets}
    newest = _newest_certificates(place.award_id for place in places)
    boxes = [
        _pile_box(
            decision,
            piles.get(pk, Pile()),
            [place for place in places if place.award.decision_line.decision_id == pk],
            newest,
        )
        for pk, decision in decisions.items()
    ]
    return Accordance(boxes, paper_boxes(ceremony, places), sheets)


def _newest_certificates(awards: Iterable[int]) -> dict[int, int]:
    rows = IssuedCertificate.objects.filter(award__in=list(awards)).order_by("revision").values_list("award", "pk")
    return dict(rows)


def _pile_box(decision: Decision, pile: Pile, places: list[CeremonyPlace], newest: dict[int, int]) -> Box:
    title = f"Chồng {decision.get_form_display().lower()} theo Quyết định số {decision.number_text}"
    revoked = [place for place in places if place.award.state == AwardState.REVOKED]
    if not pile.sheets:
        hint = "Chưa in. Khi in, tờ được xếp sẵn theo thứ tự trao của buổi lễ này."
        gone = [_revoked(place, None) for place in revoked]
        return Box(title, Accord.DIFFERS if gone else Accord.NOTHING, [*gone, hint], decision=decision)
    by_award = {sheet.award: sheet for sheet in pile.sheets}
    wanted = [place.award_id for place in places if place.award.state != AwardState.REVOKED]
    names = {place.award_id: place.award.recipient_name for place in places}
    said = [_revoked(place, by_award.get(place.award_id)) for place in revoked]
    said += _replaced(by_award, names, wanted, newest)
    said += _absent_sheets(by_award, names, wanted)
    moves = _moves([sheet.award for sheet in pile.sheets], wanted, names, by_award)
    said += moves
    strangers = [
        f"Tờ {sheet.number} ({sheet.name}) không thuộc buổi lễ này: để riêng ra."
        for sheet in pile.sheets
        if sheet.award not in names
    ]
    accord = Accord.DIFFERS if said else Accord.MATCH
    return Box(title, accord, said + strangers[:NAMED], bool(moves), _restacked(pile), decision)


def _restacked(pile: Pile) -> str:
    said = pile.restacked
    return f"Đồng chí {said.actor_name} đã xếp lại chồng bằng tay, ghi {moment_text(said.at)}." if said else ""


def _revoked(place: CeremonyPlace, sheet: PileSheet | None) -> str:
    where = f"rút tờ {sheet.number} khỏi chồng và " if sheet else ""
    return (
        f"{place.award.recipient_name} đã bị thu hồi khen thưởng: {where}đưa chỗ thứ {place.position} ra khỏi buổi lễ."
    )


def _replaced(by_award: dict, names: dict, wanted: list[int], newest: dict[int, int]) -> list[str]:
    said = []
    for award in wanted:
        sheet = by_award.get(award)
        if sheet is None:
            continue
        if not sheet.is_good:
            said.append(f"Tờ {sheet.number} ({names[award]}) đã ghi là hỏng và chưa in lại: in lại tờ này.")
        elif newest.get(award, sheet.certificate) != sheet.certificate:
            said.append(
                f"Tờ {sheet.number} ({names[award]}) đã được cấp đổi, cấp lại sau khi in: trong chồng còn bản cũ, "
                "in tờ mới rồi thay vào."
            )
    return said


def _absent_sheets(by_award: dict, names: dict, wanted: list[int]) -> list[str]:
    lacking = [names[award] for award in wanted if award not in by_award]
    return [f"Trong chồng chưa có tờ của {_listed(lacking)}: in thêm."] if lacking else []


def _moves(pile: list[int], wanted: list[int], names: dict, by_award: dict) -> list[str]:
    """Say which sheets to move, in the sequence in which that is done; for many, that printing again is quicker."""
    moves = shifts(pile, wanted)
    if not moves:
        return []
    steps = []
    for each in moves[:NAMED]:
        number = by_award[each.key].number
        if each.after is None:
            where = "lên đầu chồng"
        else:
            where = f"{'xuống sau' if each.is_down else 'lên ngay sau'} tờ {by_award[each.after].number}"
        steps.append(f"xếp lại tờ {number} ({names[each.key]}) {where}")
    more = f"; và {len(moves) - NAMED} tờ nữa" if len(moves) > NAMED else ""
    return [f"Kịch bản và chồng giấy không còn khớp: in lại cả chồng theo thứ tự trao, hoặc {'; '.join(steps)}{more}."]


def _listed(names: list[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} và {len(names) - NAMED} người, tập thể khác"


def paper_boxes(ceremony: Ceremony, places: Sequence[CeremonyPlace] | None = None) -> list[Box]:
    """Return the papers of the order, each with the last one that was made; red where the order has changed since."""
    now = order_sha256(ceremony, places)
    made = [state for state in paper_states(ceremony, now) if state.kind in OF_THE_ORDER]
    changes = _changes(ceremony, min((state.paper.made_at for state in made if state.is_stale), default=None))
    return [_paper_box(state, now, changes) for state in made]


def _paper_box(state: PaperState, now: str, changes: list[tuple]) -> Box:
    about = {"title": state.kind.label, "kind": state.kind, "paper": state.paper}
    if state.paper is None:
        return Box(accord=Accord.NOTHING, sentences=["Chưa lập."], **about)
    made_at = state.paper.made_at
    if state.agrees:
        return Box(accord=Accord.MATCH, sentences=[f"Lập {moment_text(made_at)}."], **about)
    if state.paper.order_sha256 == now:
        said = f"Lập {moment_text(made_at)}, trước khi chốt danh sách chi: lập và in lại để có số tiền."
        return Box(accord=Accord.DIFFERS, sentences=[said], **about)
    said = [f"Lập {moment_text(made_at)}, nay thứ tự hoặc nội dung đã khác: lập và in lại."]
    since = Counter(verb for at, verb in changes if at >= made_at)
    if since:
        said.append(f"Sau đó đã: {'; '.join(f'{verb.lower()} ({n} lần)' for verb, n in since.most_common())}.")
    return Box(accord=Accord.DIFFERS, sentences=said, **about)


def _changes(ceremony: Ceremony, since) -> list[tuple]:
    if since is None:
        return []
    return list(
        Entry.objects.filter(subject_type=Ceremony._meta.label, subject_id=ceremony.pk, at__gte=since)
        .exclude(verb__in=NOT_A_CHANGE)
        .values_list("at", "verb")
    )
