"""Lists of bonuses: by the rules of a day, with what is missing named, frozen, and each award paid once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from ceremonies.exceptions import CeremonyRefused
from ceremonies.models import BaseWage, BonusRate, PaymentLine, PaymentList
from ceremonies.queries import places_of
from ceremonies.queries.money import Multiple, propose, usual_day
from ceremonies.services import payments as acts
from ceremonies.services.payments import PaymentOrder
from history.models import AppendOnlyError
from nominations.models import Award, Nominee
from organizations.models import Unit, UnitKind, UnitVersion
from permissions.exceptions import NotPermitted
from tests.factories import NOW
from workflows.reference import load_desk_rules

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def frozen(w, ceremony, **facts):
    """Freeze a list by the rules of today."""
    key, at = facts.pop("submission_key", None) or uuid4(), facts.pop("at", NOW)
    order = PaymentOrder(**({"title": "Chi tiền thưởng", "valid_on": TODAY} | facts))
    return acts.freeze_payments(ceremony, order, actor=w.clerk, at=at, submission_key=key)


def test_the_rules_that_are_loaded_name_their_sources():
    wages = {rule.starts_on: rule.amount for rule in BaseWage.objects.all()}
    assert wages[date(2019, 7, 1)] == 1_490_000 and wages[date(2026, 7, 1)] == 2_530_000
    for day, amount in ((date(2019, 6, 30), 1_390_000), (date(2023, 7, 1), 1_800_000), (date(2026, 6, 30), 2_340_000)):
        assert BaseWage.objects.on(day).get().amount == amount
    assert not BaseWage.objects.filter(source="").exists()


def test_amounts_follow_the_rules_of_the_day(hall):
    w, ceremony = hall
    assert not BonusRate.objects.filter(source="").exists()
    proposal = propose(ceremony, TODAY)
    assert [(line.multiple, line.amount) for line in proposal.lines] == [
        (Decimal("1.5"), 3_510_000),
        *[(Decimal("1.0"), 2_340_000)] * 3,
    ]
    assert proposal.total() == 10_530_000 and usual_day(ceremony, date(2000, 1, 1)) == TODAY
    later = propose(ceremony, date(2026, 7, 1))
    assert later.lines[1].amount == 2_530_000
    acts.set_rounding(w.commune, rounding="up_10000", source="Quy chế", starts_on=TODAY, actor=w.clerk, at=NOW)
    award = proposal.lines[1].place.award_id
    own = propose(ceremony, date(2026, 5, 4), {award: Multiple(Decimal("0.31"), "Nghị quyết")})
    assert own.lines[1].amount == 730_000 and own.lines[1].is_own  # 725,400
    assert (proposal.outside_party, own.outside_party) == ("", "")
    Award.objects.filter(pk=award).update(address="Bà")  # the rates are those of members: whoever else has one is named
    own = {award: Multiple(Decimal("0.31"), "Nghị quyết")}
    assert (propose(ceremony, TODAY).outside_party, propose(ceremony, TODAY, own).outside_party) == ("2", "")


def collective(ceremony, kind):
    """Make the collective of the ceremony a unit of this kind, None: a body that is no unit of the system."""
    award = places_of(ceremony)[0].award
    unit = kind and Unit.objects.create(name=f"Tổ chức {kind}", kind=UnitKind.objects.get(code=kind), starts_on=TODAY)
    Nominee.objects.filter(pk=award.nomination.nominee_id).update(unit=unit, collective=None)
    return unit


def test_a_cell_and_a_grassroots_organization_have_multiples_of_their_own(hall):
    w, ceremony = hall
    for kind, multiple in (("cell", "1.5"), ("grassroots", "2.0")):
        unit = collective(ceremony, kind)
        line = propose(ceremony, TODAY).lines[0]
        assert (line.multiple, line.level.code) == (Decimal(multiple), kind)
    assert line.source.endswith("tổ chức cơ sở đảng")
    was = UnitKind.objects.get(code="cell")
    facts = {"unit": unit, "kind": was, "name": "Chi bộ", "starts_on": date(2020, 1, 1), "ends_on": date(2026, 12, 31)}
    UnitVersion.objects.create(**facts)
    assert propose(ceremony, TODAY).lines[0].multiple == Decimal("1.5"), "what it was on the day counts"
    collective(ceremony, None)
    Nominee.objects.filter(nomination__award__ceremony_places__ceremony=ceremony).update(collective=None)
    assert propose(ceremony, TODAY).lines[0].level == w.cell.kind, "it is called as a cell"
    Award.objects.filter(recipient_name=w.cell.name).update(recipient_name="Chi bộ Trạm Y tế")
    assert "chưa rõ là chi bộ hay tổ chức khác" in propose(ceremony, TODAY).lines[0].missing
    collective(ceremony, "mass_organization")
    assert propose(ceremony, TODAY).lines[0].missing == (
        "Chưa có mức thưởng cho giấy khen tặng tập thể loại “Mặt trận, đoàn thể” của cấp Đảng bộ xã, phường, đặc khu"
    )
    gap = propose(ceremony, TODAY).gaps[0]
    assert (gap.by_hand, [kind.code for kind in gap.named]) == (True, ["cell", "grassroots"])
    about = {"level": w.commune.kind, "form": "giay_khen", "recipient_kind": "collective", "source": "Quy chế"}
    act = {"actor": w.administrator, "at": NOW, "starts_on": date(2026, 5, 1)}
    acts.add_bonus_rate(multiple=Decimal("0.8"), **about, **act)
    assert propose(ceremony, TODAY).lines[0].multiple == Decimal("0.8"), "one for all, where none names the level"
    collective(ceremony, "grassroots")
    assert propose(ceremony, TODAY).lines[0].multiple == Decimal("2.0"), "one that names the level goes before it"
    made = acts.add_bonus_rate(
        multiple=Decimal("2.5"), recipient_level=UnitKind.objects.get(code="grassroots"), **about, **act
    )
    assert propose(ceremony, TODAY).lines[0].multiple == Decimal("2.5")
    assert str(made) == "Đảng bộ xã, phường, đặc khu, Giấy khen, tập thể, Đảng bộ cơ sở, đảng bộ trực thuộc: hệ số 2,5"
    acts.end_rule(made, ends_on=date(2026, 6, 1), note="x", **{n: act[n] for n in ("actor", "at")})
    about["recipient_kind"] = "individual"
    with pytest.raises(CeremonyRefused, match="Chỉ tập thể"):
        acts.add_bonus_rate(multiple=Decimal(1), recipient_level=was, **about, **act)


def test_multiples_of_version_0_4_0_come_to_tell_levels_apart(hall):
    old = "Hướng dẫn 56-HD/VPTW ngày 27/10/2015, điều chỉnh theo Công văn 19780-CV/VPTW ngày 29/12/2025: chi bộ; tổ chức cơ sở đảng là 2,0, ghi riêng ở từng dòng"
    rates = BonusRate.objects.filter(level__code__in=["commune", "district"], recipient_kind="collective")
    fresh = list(rates.order_by("pk").values("level", "recipient_level", "multiple", "source", "ends_on"))
    rates.filter(recipient_level__code="grassroots").delete()
    rates.update(recipient_level=None, source=old)
    load_desk_rules()
    load_desk_rules()
    now = list(rates.order_by("pk").values("level", "recipient_level", "multiple", "source", "ends_on"))
    assert sorted(map(str, now)) == sorted(map(str, fresh))
    rates.filter(recipient_level__code="grassroots").delete()
    rates.filter(level__code="commune").update(recipient_level=None, source=old, ends_on=date(2026, 1, 31))
    rates.filter(level__code="district").update(recipient_level=None, source="Quy chế của tỉnh")
    load_desk_rules()
    assert {rate.ends_on for rate in rates.filter(level__code="commune")} == {date(2026, 1, 31)}, "an office ended it"
    assert rates.get(level__code="district").recipient_level is None, "what an office wrote is left alone"


def test_what_has_no_rate_is_named_and_not_paid(hall):
    w, ceremony = hall
    first = places_of(ceremony)[0]
    BonusRate.objects.filter(recipient_kind="individual").delete()
    proposal = propose(ceremony, TODAY)
    [gap] = proposal.gaps
    assert gap.reason == "Chưa có mức thưởng cho giấy khen tặng cá nhân của cấp Đảng bộ xã, phường, đặc khu"
    assert gap.numbers == "2-4" and len(gap.names) == 3
    made = frozen(w, ceremony)
    assert [line.award_id for line in made.lines.all()] == [first.award_id] and made.total == 3_510_000
    assert propose(ceremony, date(2012, 1, 1)).gaps[0].reason.startswith("Chưa có mức")
    with pytest.raises(CeremonyRefused, match="Không còn ai để chi"):
        frozen(w, ceremony)


def test_a_list_is_frozen_and_pays_each_award_once(hall):
    w, ceremony = hall
    key = uuid4()
    made = frozen(w, ceremony, submission_key=key, seen_total=10_530_000)
    assert frozen(w, ceremony, submission_key=key) == made and made.lines.count() == 4
    assert (made.base_wage, made.rounding, made.total) == (2_340_000, "none", 10_530_000)
    acts.add_base_wage(
        amount=9_000_000, source="Nghị định mới", starts_on=date(2026, 7, 2), actor=w.administrator, at=NOW
    )
    assert PaymentList.objects.get().total == 10_530_000
    with pytest.raises(CeremonyRefused, match="đã có ở danh sách trước"):
        frozen(w, ceremony)
    award = made.lines.first().award_id
    second = frozen(w, ceremony, again={award: "Danh sách trước bị kho bạc trả lại"})
    line = second.lines.get()
    assert line.award_id == award and "Danh sách trước bị kho bạc trả lại" in line.rate_source
    with pytest.raises(AppendOnlyError):
        PaymentLine.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ceremonies_paymentline SET amount = 1")


def test_the_total_that_was_read_is_the_total_that_is_frozen(hall):
    w, ceremony = hall
    Award.objects.filter(ceremony_places__ceremony=ceremony, recipient_kind="collective").update(state="revoked")
    with pytest.raises(CeremonyRefused, match="vừa thay đổi"):
        frozen(w, ceremony, seen_total=10_530_000)
    assert frozen(w, ceremony, seen_total=7_020_000).lines.count() == 3
    with pytest.raises(NotPermitted):
        acts.freeze_payments(ceremony, PaymentOrder("Chi", TODAY), actor=w.appraiser, at=NOW, submission_key=uuid4())


def test_a_new_rule_ends_the_one_before(hall):
    w, _ = hall
    act = {"actor": w.administrator, "at": NOW}
    with pytest.raises(CeremonyRefused, match="Đã có mức lương cơ sở từ ngày 01/7/2026"):
        acts.add_base_wage(amount=2_400_000, source="x", starts_on=date(2026, 7, 1), **act)
    acts.add_base_wage(amount=2_700_000, source="Nghị định mới", starts_on=date(2027, 7, 1), **act)
    assert BaseWage.objects.on(date(2027, 6, 30)).get().amount == 2_530_000
    facts = {"level": UnitKind.objects.get(code="commune"), "form": "giay_khen", "recipient_kind": "individual"}
    made = acts.add_bonus_rate(
        multiple=Decimal("1.2"), source="Hướng dẫn mới", starts_on=date(2027, 1, 1), **facts, **act
    )
    assert BonusRate.objects.on(date(2026, 12, 31)).get(**facts).multiple == Decimal("1.0")
    with pytest.raises(CeremonyRefused, match="từ ngày 01/01/2027"):
        acts.end_rule(made, ends_on=date(2026, 12, 31), note="x", **act)
    acts.end_rule(made, ends_on=date(2027, 12, 31), note="Thôi", **act)
    assert not BonusRate.objects.on(date(2028, 1, 1)).filter(**facts).exists()


def test_rules_of_everybody_are_the_administrator_s_and_follow_each_other(hall):
    w, _ = hall
    wage = BaseWage.objects.on(TODAY).get()
    with pytest.raises(NotPermitted):
        acts.add_base_wage(amount=2_700_000, source="x", starts_on=date(2027, 7, 1), actor=w.clerk, at=NOW)
    with pytest.raises(NotPermitted):
        acts.end_rule(wage, ends_on=date(2028, 1, 1), note="x", actor=w.clerk, at=NOW)
    with pytest.raises(CeremonyRefused, match=r"nhiều nhất 100\.000\.000 đồng"):
        acts.add_base_wage(amount=253_000_000, source="x", starts_on=date(2027, 7, 1), actor=w.administrator, at=NOW)
    acts.add_base_wage(amount=2_700_000, source="x", starts_on=date(2027, 7, 1), actor=w.administrator, at=NOW)
    before = BaseWage.objects.on(date(2027, 6, 30)).get()
    with pytest.raises(CeremonyRefused, match="Từ ngày 01/7/2027 đã có quy định mới"):
        acts.end_rule(before, ends_on=date(2027, 7, 1), note="x", actor=w.administrator, at=NOW)
