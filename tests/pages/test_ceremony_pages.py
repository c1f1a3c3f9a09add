"""Pages of ceremonies: the list, the order arranged with and without scripts, what agrees, the door, the money."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ceremonies.models import BonusRate, Ceremony, CeremonyPlace, PaymentList
from ceremonies.queries import places_of
from nominations.models import Award
from tests.ceremonies.hall import ON_THE_DAY, a_ceremony, awards, names, refreshed
from tests.ceremonies.test_agreement import printed
from tests.clerks import approved_lines, draft, kept_for_module, number, numbered
from tests.factories import NOW, world
from tests.pages.cell import page_text

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(scope="module")
def hall(django_db_setup, django_db_blocker):
    """A committee and its ceremony, built once."""
    with kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        w = world()
        yield w, a_ceremony(w, [numbered(w, 4)])


@pytest.fixture
def clerk(hall, db):
    """The records clerk's browser, on the day after the decision."""
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(hall[0].clerk)
        yield client


def url(name, *args):
    """Return an address of this room."""
    return reverse(f"ceremonies:{name}", args=args)


def facts(ceremony, **changed):
    """Return the form of a ceremony as a browser sends it."""
    return {
        "submission_key": uuid4(), "version": ceremony.version, "name": "Lễ trao", "day": "19/5/2026", "hour": "8h30",
        "place": "Hội trường", "presenter": "", "decisions": [d.pk for d in ceremony.decisions.all()], "higher_first": "1",
        "kind_order": "collectives_first", "within_order": "decision", "group_size": "8", "note": "",
    } | changed  # fmt: skip


def test_a_ceremony_is_prepared_on_the_pages(hall, clerk):
    w, ceremony = hall
    assert "Lễ trao năm 2026" in page_text(clerk.get(url("ceremonies")))
    more = number(w, draft(w, nominations=approved_lines(w, 2, collective="Hội Phụ nữ")))
    page = page_text(clerk.get(f"{url('new')}?quyet-dinh={more.pk}"))
    assert f"Quyết định số {more.number_text}" in page
    wrong = clerk.post(url("new"), facts(ceremony, unit=w.commune.pk, decisions=[], group_size="12", hour="25"))
    text = page_text(wrong)
    assert wrong.status_code == 422 and "Chưa chọn quyết định nào" in text and "nhiều nhất 10 người" in text
    assert 'value="12"' in wrong.content.decode()
    told = f"Đã có ở buổi lễ “{ceremony.name}”"
    assert page_text(clerk.get(url("new"))).count(told) == 1, "said before everything is typed"
    assert told not in page_text(clerk.get(url("settings", ceremony.pk)))
    taken = clerk.post(url("new"), facts(ceremony, unit=w.commune.pk))
    assert taken.status_code == 422 and "đã ở buổi lễ" in page_text(taken)
    done = clerk.post(url("new"), facts(ceremony, unit=w.commune.pk, decisions=[more.pk]))
    made = Ceremony.objects.latest("pk")
    assert done.url == url("ceremony", made.pk) and made.places.count() == 2
    assert f"{made.starts_at:%H:%M}" == "01:30"  # 8:30 in Viet Nam
    changed = clerk.post(url("settings", made.pk), facts(made, kind_order="individuals_first", name="Lễ mới"))
    assert changed.status_code == 302 and refreshed(made).name == "Lễ mới"
    stale = clerk.post(url("settings", made.pk), facts(made, name="Lễ khác"))
    assert stale.status_code == 422 and "cửa sổ khác" in page_text(stale) and "Lễ khác" in stale.content.decode()


def test_the_order_is_arranged_by_buttons_and_numbers(hall, clerk):
    _, ceremony = hall
    order = awards(ceremony)
    places = list(places_of(ceremony))
    answer = clerk.post(url("arrange", ceremony.pk), {"version": 1, "xuong": places[0].pk})
    assert answer.url.endswith(f"#cho-{places[0].pk}") and awards(ceremony) == [order[1], order[0], order[2], order[3]]
    clerk.post(url("arrange", ceremony.pk), {"version": 2, "so": "4", "den": "1"})
    assert awards(ceremony)[0] == order[3]
    clerk.post(url("arrange", ceremony.pk), {"version": 3, "dau": places[2].pk})
    assert awards(ceremony)[:2] == [order[2], order[3]]
    stale = clerk.post(url("arrange", ceremony.pk), {"version": 1, "dau": places[0].pk})
    assert stale.status_code == 409 and "thứ tự mới nhất" in page_text(stale)
    wrong = clerk.post(url("arrange", ceremony.pk), {"version": 4, "so": "9", "den": "x"})
    assert wrong.status_code == 422 and "Hãy gõ hai số" in page_text(wrong)
    part = clerk.post(url("arrange", ceremony.pk), {"version": 4, "len": places[0].pk}, **HTMX)
    assert part.status_code == 200 and b"<html" not in part.content and "nay ở vị trí" in page_text(part)
    broken = clerk.post(url("arrange", ceremony.pk), {"version": 5, "ngat": places_of(ceremony)[3].pk})
    assert broken.status_code == 302 and places_of(ceremony)[3].breaks_before
    assert clerk.post(url("apply_rules", ceremony.pk), {"version": 6}).status_code == 302
    assert awards(ceremony) == order


def test_a_place_keeps_what_was_typed_and_names_are_read_as_asked(hall, clerk):
    _, ceremony = hall
    person = next(p for p in places_of(ceremony) if p.award.recipient_name == "Y Khŭt Ñuôl")
    page = url("place", ceremony.pk, person.pk)
    assert "Máy đề xuất đọc: “I Khut Nhuôl”" in page_text(clerk.get(page))
    typed = {"version": 1, "stand_in_name": "H’Lan", "reading": "I Khut", "absent_because": "", "stand_in_position": ""}
    refused = clerk.post(page, typed)
    assert (
        refused.status_code == 422 and "đánh dấu báo vắng" in page_text(refused) and "H’Lan" in refused.content.decode()
    )
    assert clerk.post(page, typed | {"is_absent": "on"}).status_code == 302
    text = page_text(clerk.get(url("ceremony", ceremony.pk)))
    assert "Nhận thay: H’Lan" in text and "Đọc: “I Khut”" in text
    names_page = clerk.get(url("readings", ceremony.pk))
    assert "Chi bộ ấp Tân Bình một" in page_text(names_page) or "Chi bộ ấp Tân Bình một" in names_page.content.decode()
    first = places_of(ceremony)[0]
    sent = {"version": refreshed(ceremony).version, f"doc-{first.pk}": "Chi bộ ấp Tân Bình một", f"doc-{person.pk}": ""}
    assert clerk.post(url("readings", ceremony.pk), sent).status_code == 302
    assert places_of(ceremony)[0].reading == "Chi bộ ấp Tân Bình một"
    assert clerk.post(url("readings", ceremony.pk), sent).status_code == 409
    assert clerk.post(url("drop", ceremony.pk, person.pk), {"reason": ""}).status_code == 422
    assert clerk.post(url("drop", ceremony.pk, person.pk), {"reason": "Trao tại chi bộ"}).status_code == 302
    assert person.award_id not in awards(ceremony)
    assert clerk.get(page).status_code == 404


def test_a_revoked_award_turns_the_page_red(hall, clerk):
    _, ceremony = hall
    place = places_of(ceremony)[1]
    assert "Không khớp" not in page_text(clerk.get(url("ceremony", ceremony.pk)))
    Award.objects.filter(pk=place.award_id).update(state="revoked")
    text = page_text(clerk.get(url("ceremony", ceremony.pk)))
    assert "Không khớp" in text and f"{place.award.recipient_name} đã bị thu hồi khen thưởng" in text


def test_who_sorted_a_red_pile_by_hand_says_so_on_the_page(hall, clerk):
    w, ceremony = hall
    printed(w, ceremony, awards(ceremony)[::-1])
    assert "Tôi đã xếp lại chồng bằng tay" in page_text(clerk.get(url("ceremony", ceremony.pk)))
    sent = {"version": 9, "quyet_dinh": ceremony.decisions.get().pk}
    stale = clerk.post(url("restacked", ceremony.pk), sent)
    assert stale.status_code == 409 and "Thứ tự vừa được thay đổi" in page_text(stale)
    assert clerk.post(url("restacked", ceremony.pk), sent | {"version": 1, "quyet_dinh": "x"}).status_code == 422
    done = page_text(clerk.post(url("restacked", ceremony.pk), sent | {"version": 1}, follow=True))
    assert "Chồng giấy theo đúng thứ tự dưới đây" in done and "đã xếp lại chồng bằng tay, ghi" in done
    assert "Tôi đã xếp lại chồng bằng tay" not in done


def test_attendance_on_a_phone_with_and_without_scripts(hall, clerk):
    _, ceremony = hall
    first, second, third, _ = places_of(ceremony)
    early = clerk.post(url("mark", ceremony.pk, first.pk), {"co": "present", "seen": "unknown"})
    assert early.status_code == 409 and "mở từ ngày làm lễ" in page_text(early)
    with time_machine.travel(ON_THE_DAY, tick=False):
        clerk.force_login(hall[0].clerk)
        found = clerk.get(f"{url('attendance', ceremony.pk)}?tim=lien bich")
        assert "Lê Thị Bích Liên" in page_text(found) and "Y Khŭt" not in page_text(found)
        back = clerk.post(url("mark", ceremony.pk, first.pk), {"co": "present", "seen": "unknown", "tim": "tan binh"})
        assert back.url == f"{url('attendance', ceremony.pk)}?tim=tan+binh#cho-{first.pk}"
        row = clerk.post(url("mark", ceremony.pk, second.pk), {"co": "absent", "seen": "unknown"}, **HTMX)
        assert b'id="dem" hx-swap-oob="true"' in row.content and "Vắng, Đỗ Thị Hằng ghi" in page_text(row)
        late = clerk.post(url("mark", ceremony.pk, second.pk), {"co": "present", "seen": "unknown"}, **HTMX)
        assert late.status_code == 200 and "ở máy khác" in page_text(late) and "aria-pressed" in late.content.decode()
        asked = clerk.post(url("mark", ceremony.pk, third.pk), {"co": "stand_in", "seen": "unknown"}, **HTMX)
        assert asked["HX-Redirect"] == url("mark", ceremony.pk, third.pk)
        form = {"co": "stand_in", "seen": "unknown", "stand_in_name": "", "stand_in_position": "Con trai"}
        nameless = clerk.post(asked["HX-Redirect"], form)
        assert nameless.status_code == 422 and "Con trai" in nameless.content.decode()
        assert clerk.post(asked["HX-Redirect"], form | {"stand_in_name": "Lê Văn Nhận"}).status_code == 302
        since = (ON_THE_DAY - timedelta(minutes=1)).isoformat()
        news = clerk.get(url("attendance_news", ceremony.pk), {"tu": since}, **HTMX)
        assert news.content.count(b'hx-swap-oob="true"') == 3 and "2 có mặt" in page_text(news)
        for typed in ("hôm qua", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-14:00"):
            assert clerk.get(url("attendance_news", ceremony.pk), {"tu": typed}).status_code == 200
        confer = reverse("workflows:ceremony_confer", args=[ceremony.pk])
        assert "Sẽ ghi ngày trao 19/5/2026 cho 2" in page_text(clerk.get(confer))
        assert clerk.post(confer).status_code == 302
        assert Award.objects.filter(conferred_on=ON_THE_DAY.date()).count() == 2
        assert clerk.post(url("hold", ceremony.pk)).status_code == 302
        Award.objects.filter(pk=second.award_id).update(state="revoked")
        held = page_text(clerk.get(url("ceremony", ceremony.pk)))
        assert "Thứ tự giữ như hôm trao" in held and "Không khớp" not in held, "what comes later is the register's"
        assert clerk.post(url("arrange", ceremony.pk), {"version": 2, "dau": second.pk}).status_code == 422


def test_bonuses_are_read_before_they_are_frozen(hall, clerk):
    _, ceremony = hall
    page = url("bonuses", ceremony.pk)
    text = page_text(clerk.get(page))
    assert "Tổng số: 10.530.000 đồng" in text and "Mười triệu năm trăm ba mươi nghìn đồng" in text
    sent = {"submission_key": uuid4(), "title": "Chi thưởng", "valid_on": "4/5/2026", "seen_total": 10_530_000}
    own = {"khac-0-numbers": "2", "khac-0-multiple": "0,3", "khac-0-source": ""}
    refused = clerk.post(page, sent | own)
    assert (
        refused.status_code == 422 and "ghi căn cứ" in page_text(refused) and 'value="0,3"' in refused.content.decode()
    )
    own["khac-0-source"] = "Nghị quyết 12"
    for wrong, said in (("9", "từ 1 đến 4"), ("", "Hãy ghi số thứ tự"), ("1-2", "ở hai dòng")):
        twice = {"khac-1-numbers": "2", "khac-1-multiple": "1", "khac-1-source": "x"} if wrong == "1-2" else {}
        answer = clerk.post(page, sent | own | twice | {"khac-0-numbers": wrong})
        assert answer.status_code == 422 and said in page_text(answer)
    again = clerk.post(page, sent | own | {"xem-lai": "1"})
    assert "Tổng số: 8.892.000 đồng" in page_text(again) and not PaymentList.objects.exists()
    stale = clerk.post(page, sent | own)
    assert stale.status_code == 422 and "vừa thay đổi" in page_text(stale)
    done = clerk.post(page, sent | own | {"seen_total": 8_892_000})
    made = PaymentList.objects.get()
    assert done.url == url("payment_list", ceremony.pk, made.pk)
    assert "Nghị quyết 12" in page_text(clerk.get(done.url)) and made.total == 8_892_000
    assert "Đã có: 702.000" in page_text(clerk.get(page))
    sent |= {"submission_key": uuid4(), "khac-0-numbers": "1 - 4", "khac-0-again": "Kho bạc trả lại", "seen_total": 0}
    assert "Tổng số: 10.530.000 đồng, 4 dòng" in page_text(clerk.post(page, sent | {"xem-lai": "1"}))
    assert clerk.post(page, sent | {"seen_total": 10_530_000}).status_code == 302
    again = PaymentList.objects.first().lines.all()
    assert len(again) == 4 and all("Kho bạc trả lại" in line.rate_source for line in again)


def test_who_needs_a_multiple_by_hand_is_named_with_a_way_to_type_it(hall, clerk):
    _, ceremony = hall
    BonusRate.objects.filter(recipient_level__code="cell").delete()
    shown = clerk.get(url("bonuses", ceremony.pk))
    text = page_text(shown)
    assert "Mức đã ghi chỉ dành cho đảng bộ cơ sở" in text and "Ghi hệ số cho số 1" in text
    assert "?rieng=1#khac" in shown.content.decode()
    begun = clerk.get(url("bonuses", ceremony.pk), {"rieng": "1"}).content.decode()
    assert 'id="khac" open' in begun and 'name="khac-0-numbers" value="1"' in begun
    assert "Hội, mặt trận, đoàn thể" in page_text(clerk.get(url("rates")))
    sent = {"submission_key": uuid4(), "title": "Chi", "valid_on": "4/5/2026", "khac-0-numbers": "1", "seen_total": ""}
    assert "Hãy ghi hệ số khác" in page_text(clerk.post(url("bonuses", ceremony.pk), sent))


def test_rules_of_money_are_read_by_clerks_and_changed_where_they_hold(hall, clerk):
    w, _ = hall
    text = page_text(clerk.get(url("rates")))
    assert "2.340.000 đồng một tháng" in text and "Nghị định 73/2024/NĐ-CP" in text and "Thêm mức" not in text
    typed = {"rounding": "up_10000", "starts_on": "4/5/2026", "source": "Quy chế chi tiêu nội bộ"}
    assert clerk.post(url("rounding_new"), typed).status_code == 302
    assert "làm tròn lên đến chục nghìn đồng" in page_text(clerk.get(url("rates"))).lower()
    clerk.force_login(w.administrator)
    assert "Thêm mức" in page_text(clerk.get(url("rates")))
    wage = {"amount": "2.800.000", "starts_on": "1/7/2027", "source": "Nghị định mới"}
    assert clerk.post(url("base_wage_new"), wage | {"amount": "hai triệu"}).status_code == 422
    assert clerk.post(url("base_wage_new"), wage).status_code == 302
    assert clerk.post(url("base_wage_new"), wage).status_code == 422  # there is one from that day already
    rate = {"level": w.commune.kind_id, "form": "giay_khen", "recipient_kind": "individual", "multiple": "1,25",
            "starts_on": "1/7/2027", "source": "Hướng dẫn mới"}  # fmt: skip
    cell = w.cell.kind_id
    assert "Cá nhân thì để" in page_text(clerk.post(url("bonus_rate_new"), rate | {"recipient_level": cell}))
    assert clerk.post(url("bonus_rate_new"), rate).status_code == 302
    assert (
        clerk.post(url("bonus_rate_new"), rate | {"recipient_kind": "collective", "recipient_level": cell}).status_code
        == 302
    )
    text = page_text(clerk.get(url("rates")))
    assert text.count("1,25") == 2 and "Giấy khen, tập thể: chi bộ" in text


def test_questions_do_not_grow_with_the_recipients(hall, clerk):
    w, large = hall
    small = a_ceremony(w, [number(w, draft(w, nominations=approved_lines(w, 1, collective="Hội Phụ nữ")))], name="Nhỏ")
    for name in ("ceremony", "attendance", "bonuses", "readings"):
        counts, boxes = [], []
        for ceremony in (small, large):
            clerk.get(url(name, ceremony.pk))
            with CaptureQueriesContext(connection) as asked:
                page = clerk.get(url(name, ceremony.pk))
            assert page.status_code == 200
            counts.append(len(asked))
            boxes.append(page.content.count(b"<input"))
        assert counts[0] == counts[1], (name, counts)
        assert name != "bonuses" or boxes[0] == boxes[1], "thousands of recipients must not be too many fields to send"
    assert CeremonyPlace.objects.filter(ceremony=large).count() == 4 and names(small) == ["Hội Phụ nữ"]
