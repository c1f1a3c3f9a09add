"""Whether the pile of certificates and the papers still agree with the order: green, red, and which sheets differ."""

from itertools import count

import pytest

from ceremonies.exceptions import CeremonyRefused, StaleOrder
from ceremonies.models import CeremonyPaper
from ceremonies.queries import order_sha256
from ceremonies.queries.agreement import Accord, accordance
from ceremonies.services.ceremonies import change_ceremony
from ceremonies.services.piles import say_restacked
from ceremonies.services.places import drop_place, move_place
from certificates.models import IssuedCertificate, PrintedSheet, PrintRun
from nominations.models import Award
from permissions.exceptions import NotPermitted
from runs.models import Run
from tests.ceremonies.hall import awards, names, place_of, refreshed
from tests.certificates.issuing import entered
from tests.factories import NOW

pytestmark = pytest.mark.django_db
_runs = count(1)


def printed(w, ceremony, order, *, part="", spoiled=(), state="done"):
    """Print the certificates of these awards in this order; `spoiled` are awards whose sheet came out badly."""
    decision = ceremony.decisions.get()
    certificates = {issued.award_id: issued for issued in entered(w, decision)}
    run = Run.objects.create(
        kind="certificates", title=f"Lượt {next(_runs)}", created_at=NOW, created_by=w.clerk, state=state
    )
    made = PrintRun.objects.create(decision=decision, run=run, dated_on=NOW.date(), part=part)
    PrintedSheet.objects.bulk_create(
        PrintedSheet(
            printing=made,
            position=position,
            award_id=award,
            certificate=certificates[award],
            state="spoiled" if award in spoiled else "printed",
            spoiled_because="Kẹt giấy" if award in spoiled else "",
            settled_at=NOW,
        )
        for position, award in enumerate(order, start=1)
    )
    return made


def pile(ceremony):
    """Return what is said of the one pile."""
    return accordance(refreshed(ceremony)).piles[0]


def test_a_pile_printed_in_the_order_is_green_and_a_moved_place_names_the_sheet(hall):
    w, ceremony = hall
    assert pile(ceremony).accord == Accord.NOTHING
    printed(w, ceremony, awards(ceremony))
    assert (pile(ceremony).accord, pile(ceremony).sentences) == (Accord.MATCH, [])
    second = names(ceremony)[1]
    move_place(place_of(ceremony, second), 4, actor=w.clerk, at=NOW, expected_version=1)
    box = pile(ceremony)
    again = "Kịch bản và chồng giấy không còn khớp: in lại cả chồng theo thứ tự trao, hoặc "
    assert box.is_red and box.sentences == [f"{again}xếp lại tờ 2 ({second}) xuống sau tờ 4."]
    move_place(place_of(ceremony, second), 1, actor=w.clerk, at=NOW, expected_version=2)
    assert f"xếp lại tờ 2 ({second}) lên đầu chồng" in pile(ceremony).sentences[0]
    printed(w, ceremony, awards(ceremony), state="running")  # not in the tray yet
    assert pile(ceremony).is_red
    printed(w, ceremony, awards(ceremony))
    assert pile(ceremony).accord == Accord.MATCH


def test_a_pile_that_was_sorted_by_hand_is_green_until_the_order_or_the_pile_changes(hall):
    w, ceremony = hall
    printed(w, ceremony, awards(ceremony))
    second, third = names(ceremony)[1:3]
    move_place(place_of(ceremony, second), 4, actor=w.clerk, at=NOW, expected_version=1)
    assert pile(ceremony).can_restack
    with pytest.raises(StaleOrder):
        restack(w, ceremony, version=1)
    restack(w, ceremony, version=2)
    box = pile(ceremony)
    assert (box.accord, box.sentences, box.can_restack) == (Accord.MATCH, [], False)
    assert f"Đồng chí {w.clerk.full_name} đã xếp lại chồng bằng tay" in box.restacked
    move_place(place_of(ceremony, third), 1, actor=w.clerk, at=NOW, expected_version=2)
    assert f"xếp lại tờ 2 ({third}) lên đầu chồng" in pile(ceremony).sentences[0], "counted in the pile as it lies now"
    restack(w, ceremony, version=3)
    printed(w, ceremony, awards(ceremony)[2:3], part="Tờ 3", spoiled=awards(ceremony)[2:3])
    printed(w, ceremony, awards(ceremony)[2:3], part="Tờ hỏng")
    assert pile(ceremony).accord == Accord.MATCH, "a sheet that is replaced keeps its place"
    printed(w, ceremony, sorted(awards(ceremony)))
    assert pile(ceremony).can_restack, "a new pile is as it was printed"
    assert pile(ceremony).restacked == ""


def test_sorting_cures_no_other_fault_and_nothing_is_no_pile(hall):
    w, ceremony = hall
    with pytest.raises(CeremonyRefused, match="chưa có chồng giấy"):
        restack(w, ceremony)
    order = awards(ceremony)
    printed(w, ceremony, [order[3], *order[:3]], spoiled=order[2:3])
    assert len(pile(ceremony).sentences) == 2
    restack(w, ceremony)
    assert pile(ceremony).sentences == [f"Tờ 3 ({names(ceremony)[2]}) đã ghi là hỏng và chưa in lại: in lại tờ này."]
    with pytest.raises(NotPermitted):
        restack(w, ceremony, actor=w.secretary)
    with pytest.raises(CeremonyRefused, match="chưa có chồng giấy"):
        restack(w, ceremony, decision=0)


def test_papers_do_not_turn_red_because_a_pile_was_sorted(hall):
    w, ceremony = hall
    printed(w, ceremony, awards(ceremony)[::-1])
    before = order_sha256(ceremony)
    restack(w, ceremony)
    assert order_sha256(refreshed(ceremony)) == before


def restack(w, ceremony, *, version=1, decision=None, actor=None):
    found = ceremony.decisions.get().pk if decision is None else decision
    return say_restacked(refreshed(ceremony), found, actor=actor or w.clerk, at=NOW, expected_version=version)


def test_a_spoiled_sheet_is_named_until_it_is_printed_again(hall):
    w, ceremony = hall
    order = awards(ceremony)
    printed(w, ceremony, order, spoiled=order[2:3])
    assert pile(ceremony).sentences == [f"Tờ 3 ({names(ceremony)[2]}) đã ghi là hỏng và chưa in lại: in lại tờ này."]
    printed(w, ceremony, order[2:3], part="Tờ hỏng")
    assert pile(ceremony).accord == Accord.MATCH


def test_parts_lie_on_each_other_and_what_lacks_is_named(hall):
    w, ceremony = hall
    order = awards(ceremony)
    printed(w, ceremony, order[:1], part="Tập thể")
    assert pile(ceremony).sentences == [f"Trong chồng chưa có tờ của {', '.join(names(ceremony)[1:])}: in thêm."]
    printed(w, ceremony, order[1:], part="Cá nhân")
    assert pile(ceremony).accord == Accord.MATCH


def test_exchanged_and_revoked_certificates_are_named(hall):
    w, ceremony = hall
    order = awards(ceremony)
    printed(w, ceremony, order)
    old = IssuedCertificate.objects.get(award=order[1])
    facts = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in ("id", "code")}
    IssuedCertificate.objects.create(**facts | {"code": "MOI", "revision": 2, "replaces_id": old.pk})
    assert "đã được cấp đổi, cấp lại sau khi in" in pile(ceremony).sentences[0]
    printed(w, ceremony, order[1:2], part="Tờ 2")
    assert pile(ceremony).accord == Accord.MATCH
    Award.objects.filter(pk=order[3]).update(state="revoked")
    gone = names(ceremony)[3]
    assert pile(ceremony).sentences == [
        f"{gone} đã bị thu hồi khen thưởng: rút tờ 4 khỏi chồng và đưa chỗ thứ 4 ra khỏi buổi lễ."
    ]
    drop_place(place_of(ceremony, gone), reason="Thu hồi", actor=w.clerk, at=NOW, expected_version=1)
    assert pile(ceremony).accord == Accord.MATCH
    assert pile(ceremony).sentences == [f"Tờ 4 ({gone}) không thuộc buổi lễ này: để riêng ra."]


def test_papers_are_red_when_what_they_print_has_changed(hall):
    w, ceremony = hall

    def paper():
        return next(box for box in accordance(refreshed(ceremony)).papers if box.kind == "script")

    assert paper().accord == Accord.NOTHING
    CeremonyPaper.objects.create(
        ceremony=ceremony, kind="script", order_sha256=order_sha256(ceremony), sha256="0" * 64, size=1, made_at=NOW,
        made_by_name="Đỗ Thị Hằng",
    )  # fmt: skip
    assert paper().accord == Accord.MATCH
    decisions = list(ceremony.decisions.all())
    change_ceremony(ceremony, decisions=decisions, actor=w.clerk, at=NOW, expected_version=1, note="Mượn loa")
    assert paper().accord == Accord.MATCH
    move_place(place_of(ceremony, names(ceremony)[1]), 3, actor=w.clerk, at=NOW, expected_version=2)
    red = paper()
    assert red.is_red and "lập và in lại" in red.sentences[0] and "chuyển chỗ trên sân khấu (1 lần)" in red.sentences[1]
    assert red in accordance(refreshed(ceremony)).red
