"""Numbers of decisions and of the register: none twice, none left out, a voided one stays."""

from datetime import date, timedelta

import pytest

from documents.enums import DocumentType
from documents.models import REGISTER, Decision, DecisionLine, Number, NumberSeries
from documents.services import NoSeries, take_number
from nominations.models import Award, Nomination
from permissions.exceptions import NotPermitted
from tests.clerks import approved_lines, draft, number, numbered
from tests.factories import NOW, role, user
from tests.processes import drive
from workflows.exceptions import GuardFailed, IllegalTransition, ReasonNeeded, StalePage
from workflows.models import SeparationMode, SeparationRule
from workflows.services import decisions
from workflows.services.decisions import numbers

TODAY = NOW.date()


def values(document_type: str) -> list[int]:
    return list(
        Number.objects.filter(series__document_type=document_type).order_by("value").values_list("value", flat=True)
    )


def next_of(document_type: str, unit) -> int:
    return NumberSeries.objects.get(unit=unit, document_type=document_type).next_number


def test_a_draft_has_no_number_and_takes_none(w):
    made = draft(w)
    assert (made.number, made.number_text) == (None, "")
    assert not Number.objects.exists()


def test_one_act_takes_number_and_register_numbers_in_reading_order(w):
    made = draft(w, 3)
    last = made.lines.last()
    for _ in range(2):
        decisions.move_line(last, -1, actor=w.clerk, at=NOW)
    number(w, made)
    made.refresh_from_db()
    assert made.number_text == "07-QĐ/ĐU"
    rows = list(made.lines.order_by("position").select_related("register"))
    assert rows[0].pk == last.pk
    assert [row.register.value for row in rows] == [201, 202, 203]
    assert set(Nomination.objects.values_list("state", flat=True)) == {"issued"}
    assert dict(Award.objects.values_list("recipient_name", "register_number")) == {
        row.name: row.register.value for row in rows
    }


def test_the_paper_number_is_padded_below_ten_and_the_counter_goes_on(w):
    lines = approved_lines(w, 4)
    texts = [number(w, draft(w, nominations=[line])).number_text for line in lines]
    assert texts == ["07-QĐ/ĐU", "08-QĐ/ĐU", "09-QĐ/ĐU", "10-QĐ/ĐU"]


def test_types_with_one_symbol_have_counters_of_their_own(w):
    NumberSeries.objects.create(
        unit=w.commune, document_type="quy_dinh", term="2025-2030", next_number=3, starts_on=date(2025, 7, 1)
    )
    kwargs = {"unit": w.commune, "day": TODAY, "used_for": "x", "actor": w.clerk, "at": NOW}
    texts = [
        take_number(document_type=kind, **kwargs).text for kind in ("quyet_dinh", "quy_dinh", "quyet_dinh", "quy_dinh")
    ]
    assert texts == ["07-QĐ/ĐU", "03-QĐ/ĐU", "08-QĐ/ĐU", "04-QĐ/ĐU"]
    assert DocumentType.QUYET_DINH.symbol == DocumentType.QUY_DINH.symbol


def test_the_series_is_that_of_the_day_of_signature(w):
    NumberSeries.objects.filter(document_type="quyet_dinh").update(starts_on=TODAY)
    NumberSeries.objects.create(
        unit=w.commune,
        document_type="quyet_dinh",
        term="2020-2025",
        next_number=91,
        starts_on=date(2020, 7, 1),
        ends_on=TODAY - timedelta(days=1),
    )
    made = draft(w)
    Decision.objects.filter(pk=made.pk).update(meeting=None)
    made.refresh_from_db()
    assert number(w, made, signed_on=TODAY - timedelta(days=1)).number_text == "91-QĐ/ĐU"
    assert NumberSeries.objects.get(unit=w.commune, document_type="quyet_dinh", term="2025-2030").next_number == 7


def test_a_refusal_at_the_last_line_gives_every_number_back(w):
    made = draft(w, 3)
    NumberSeries.objects.filter(unit=w.commune, document_type=REGISTER).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(NoSeries) as refusal:
        number(w, made)
    assert "Chưa mở sổ số sổ khen thưởng" in refusal.value.reason
    assert "người quản trị" in refusal.value.reason
    assert not Number.objects.exists()
    assert next_of("quyet_dinh", w.commune) == 7
    made.refresh_from_db()
    assert made.state == "draft"
    assert set(Nomination.objects.values_list("state", flat=True)) == {"approved"}


def test_a_crash_in_the_middle_gives_the_number_back(w, monkeypatch):
    made = draft(w, 3)
    act, calls = numbers.perform, []

    def perform(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("power cut")
        return act(*args, **kwargs)

    monkeypatch.setattr(numbers, "perform", perform)
    with pytest.raises(RuntimeError):
        number(w, made)
    monkeypatch.undo()
    assert not Number.objects.exists()
    assert number(w, made).number_text == "07-QĐ/ĐU"
    assert values(REGISTER) == [201, 202, 203]


def test_a_voided_number_stays_with_its_reason_and_is_not_used_again(w):
    made = numbered(w)
    again = decisions.replace_number(
        made, reason="Ghi nhầm ngày ký.", signer=w.signer, signed_on=TODAY, actor=w.clerk, at=NOW
    )
    assert again.number_text == "08-QĐ/ĐU"
    old = Number.objects.get(text="07-QĐ/ĐU")
    assert (old.state, old.void_reason) == ("voided", "Ghi nhầm ngày ký.")
    assert values("quyet_dinh") == [7, 8]
    assert values(REGISTER) == [201, 202, 203]
    assert set(Award.objects.values_list("decision_number", flat=True)) == {"08-QĐ/ĐU"}


def test_a_number_is_not_voided_without_a_reason(w):
    made = numbered(w)
    with pytest.raises(GuardFailed, match="lý do"):
        decisions.replace_number(made, reason="  ", signer=w.signer, signed_on=TODAY, actor=w.clerk, at=NOW)
    assert Number.objects.get(text="07-QĐ/ĐU").state == "used"


def test_a_second_press_is_told_who_recorded_the_number(w):
    made = numbered(w)
    with pytest.raises(IllegalTransition, match="07-QĐ/ĐU do đồng chí Đỗ Thị Hằng ghi"):
        number(w, made)
    assert values("quyet_dinh") == [7]


@pytest.mark.parametrize(
    ("signed_on", "sentence"),
    [
        (TODAY + timedelta(days=1), "Ngày ký chưa tới"),
        (TODAY - timedelta(days=1), "ngày họp"),
        (date(2025, 6, 30), "người ký"),
    ],
)
def test_a_day_that_cannot_be_is_refused(w, signed_on, sentence):
    made = draft(w)
    with pytest.raises(GuardFailed, match=sentence):
        number(w, made, signed_on=signed_on)
    assert not Number.objects.exists()


def test_a_draft_that_was_changed_meanwhile_is_read_again_first(w):
    made = draft(w)
    decisions.save_decision(made, actor=w.clerk, at=NOW, expected_version=1, subject="về việc khác")
    with pytest.raises(StalePage):
        number(w, made, expected_version=1)
    assert not Number.objects.exists()


def test_who_recommended_gives_a_reason_and_the_history_keeps_it(w):
    role(w.appraiser, "records_clerk", w.commune)
    made = draft(w)
    with pytest.raises(ReasonNeeded, match="Đề nghị Ban Thường vụ"):
        number(w, made, actor=w.appraiser)
    assert not Number.objects.exists()
    number(w, made, actor=w.appraiser, separation_reason="Văn phòng chỉ có một người.")
    steps = [n.records.last() for n in Nomination.objects.all()]
    assert {step.data["separation"]["reason"] for step in steps} == {"Văn phòng chỉ có một người."}


def test_where_the_committee_forbids_it_a_reason_does_not_help(w):
    SeparationRule.objects.create(
        first_action="recommend",
        second_action="issue",
        unit=w.commune,
        mode=SeparationMode.REFUSE,
        starts_on=date(2025, 7, 1),
    )
    role(w.appraiser, "records_clerk", w.commune)
    made = draft(w)
    with pytest.raises(GuardFailed, match="nên do người khác làm"):
        number(w, made, actor=w.appraiser, separation_reason="Không có ai khác.")


def test_another_committees_clerk_takes_nothing(w):
    stranger = user("la")
    role(stranger, "records_clerk", w.other_commune)
    made = draft(w)
    with pytest.raises(NotPermitted):
        number(w, made, actor=stranger)
    assert not Number.objects.exists()


def test_dropped_lines_wait_again_and_the_order_closes_up(w):
    made = draft(w, 3)
    second = made.lines.get(position=2)
    decisions.drop_line(second, actor=w.clerk, at=NOW)
    assert list(made.lines.values_list("position", flat=True)) == [1, 2]
    assert [n.pk for n in decisions.waiting_lines(w.commune)] == [second.nomination_id]
    number(w, made)
    assert values(REGISTER) == [201, 202]
    assert DecisionLine.objects.filter(register=None).count() == 0


@pytest.fixture
def run(database):
    """Run a scenario of the driver in processes of their own against a real database."""
    return lambda scenario: drive("tests.workflows.number_driver", scenario, database=database)[-1]


@pytest.mark.slow
def test_eight_clerks_on_one_draft_record_one_number(run):
    outcome = run("one_draft")
    assert outcome["results"].count("done") == 1, outcome
    assert all(r.startswith("IllegalTransition: ") and "Đã ghi số" in r for r in outcome["results"] if r != "done"), (
        outcome
    )
    assert outcome["numbers"] == [7]
    assert outcome["registers"] == [201, 202]


def test_eight_clerks_on_eight_drafts_leave_no_gap_and_no_double(run):
    outcome = run("eight_drafts")
    assert outcome["results"] == ["done"] * 8, outcome
    assert outcome["numbers"] == list(range(7, 15))
    assert outcome["registers"] == list(range(201, 209))
    assert outcome["next"] == [15, 209]


@pytest.mark.slow
def test_those_who_fail_halfway_give_their_numbers_back(run):
    outcome = run("every_second_fails")
    assert outcome["results"].count("done") == 4, outcome
    assert outcome["results"].count("rolled back") == 4, outcome
    assert outcome["numbers"] == list(range(7, 11))
    assert outcome["registers"] == list(range(201, 205))
    assert outcome["next"] == [11, 205]
