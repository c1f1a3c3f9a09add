"""The inbox, the outbox and the texts as people meet them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from history.models import Entry
from notices.enums import Event, MailPace, MailState
from notices.models import Mail, MailPreference, Notice, NoticeText
from notices.services import tell
from tests.factories import role, user

FACTS = {"ten": "Lê Thị Bích Liên", "dot": "Đợt 2026"}


def signed_in(client, who):
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def told(w, who, event=Event.LINE_RETURNED, url="/tin-bao/cach-nhan/", **more):
    said = {"users": [who], "unit": w.commune, "at": timezone.now(), "url": url, "facts": FACTS, "by": w.appraiser}
    tell(event, **said | more)


@pytest.fixture
def letter(w):
    """A letter of the commune's office that waits."""
    w.chair.email = "chutri@tanmy.example"
    w.chair.save()
    told(w, w.chair)
    return Mail.objects.get()


# The inbox


def test_an_empty_inbox_says_what_comes_here(w, client):
    page = signed_in(client, w.secretary).get(reverse("notices:inbox"))
    assert "Chưa có tin nào" in words(page)
    assert "chưa đọc" not in words(page)


def test_the_head_of_every_page_counts_what_is_unread(w, client):
    told(w, w.secretary)
    told(w, w.secretary, url="/khac/")
    page = signed_in(client, w.secretary).get(reverse("workflows:home"))
    assert "Tin báo 2 tin chưa đọc" in words(page)


def test_opening_a_notice_marks_it_and_leads_to_its_page(w, client):
    told(w, w.secretary)
    told(w, w.secretary, url="/khac/", at=timezone.now() - timedelta(days=1), facts={"ten": "Cũ hơn"})
    notice = Notice.objects.get(url="/tin-bao/cach-nhan/")
    answer = signed_in(client, w.secretary).get(reverse("notices:notice", args=[notice.pk]))
    assert (answer.status_code, answer.url) == (302, "/tin-bao/cach-nhan/")
    notice.refresh_from_db()
    assert notice.read_at
    text = words(client.get(reverse("notices:inbox")))
    assert text.index("Cũ hơn") < text.index("Lê Thị Bích Liên")  # unread first
    assert "1 tin chưa đọc" in text


def test_nobody_opens_the_notice_of_another(w, client):
    told(w, w.secretary)
    pk = Notice.objects.get().pk
    assert signed_in(client, w.appraiser).get(reverse("notices:notice", args=[pk])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_a_notice_without_a_page_is_shown(w, client):
    told(w, w.secretary, Event.SUBSTITUTED, url="", facts={"ten": "Trần Văn Đức"})
    page = signed_in(client, w.secretary).get(reverse("notices:notice", args=[Notice.objects.get().pk]))
    assert "thay đồng chí Trần Văn Đức" in words(page)


def test_marking_all_leaves_what_came_after_the_page_was_opened(w, client):
    told(w, w.secretary)
    page = signed_in(client, w.secretary).get(reverse("notices:inbox"))
    told(w, w.secretary, url="/khac/")
    client.post(reverse("notices:read_all"), {"up_to": page.context["up_to"]})
    assert list(Notice.objects.filter(read_at=None).values_list("url", flat=True)) == ["/khac/"]
    client.post(reverse("notices:read_all"), {"up_to": "hôm qua"})
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("name", ["notices:inbox", "notices:outbox", "notices:texts_start"])
def test_pages_do_not_ask_more_for_more_rows(w, client, django_assert_max_num_queries, name):
    signed_in(client, w.clerk)
    counts = []
    for i in range(3):
        w.chair.email = f"c{i}@tanmy.example"
        w.chair.save()
        told(w, w.clerk, url=f"/x/{i}/")
        told(w, w.chair, url=f"/x/{i}/")
        with django_assert_max_num_queries(40) as asked:
            assert client.get(reverse(name), follow=True).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2] <= 15


def test_preferences_are_kept_and_a_new_address_is_recorded(w, client):
    page = reverse("notices:preferences")
    answer = signed_in(client, w.secretary).post(page, {"email": "sai", "pace": "daily"})
    assert answer.status_code == 422
    assert "Địa chỉ thư điện tử chưa đúng" in words(answer)
    assert 'value="sai"' in answer.content.decode()
    client.post(page, {"email": "hanh@tanmy.example", "pace": "daily"})
    w.secretary.refresh_from_db()
    assert w.secretary.email == "hanh@tanmy.example"
    assert MailPreference.objects.get().pace == MailPace.DAILY
    entry = Entry.objects.get(verb="Ghi địa chỉ thư điện tử")
    assert entry.data == {"before": "", "after": "hanh@tanmy.example"}
    assert 'value="daily" checked' in re.sub(
        r'(value="daily")[^>]*(checked)', r"\1 \2", client.get(page).content.decode()
    )


# The outbox


def test_the_outbox_says_plainly_that_no_mail_server_is_set(w, client, letter, settings):
    text = words(signed_in(client, w.clerk).get(reverse("notices:outbox")))
    assert "Chưa nối máy chủ thư nên chưa thư nào được gửi" in text
    assert "Hiện có 1 thư đang chờ" in text
    settings.MAIL_SENDER = "a@x.example"
    assert "Chưa nối máy chủ" not in words(client.get(reverse("notices:outbox")))


def test_the_outbox_is_filtered_by_state_and_by_a_name_without_accents(w, client, letter):
    page = reverse("notices:outbox")
    signed_in(client, w.clerk)
    assert "chutri@tanmy.example" in words(client.get(page, {"q": "minh khanh"}))
    assert "Không có thư nào như vậy" in words(client.get(page, {"q": "ai do"}))
    assert "Không có thư nào như vậy" in words(client.get(page, {"trang_thai": "sent"}))
    assert "chutri@" in words(client.get(page, {"trang_thai": "bậy"}))


def test_a_letter_is_read_as_its_reader_will(w, client, letter):
    text = words(signed_in(client, w.clerk).get(reverse("notices:mail", args=[letter.pk])))
    assert "Kính gửi đồng chí Võ Minh Khánh," in text
    assert "Văn phòng Đảng ủy xã Tân Mỹ" in text
    assert "Trần Văn Đức" in text  # whose act it was


def test_a_waiting_letter_is_changed_and_the_change_recorded(w, client, letter):
    page = reverse("notices:mail_change", args=[letter.pk])
    form = {"to_address": "moi@tanmy.example", "subject": "Lời mới", "body": "Một\r\nHai", "version": 1}
    assert signed_in(client, w.clerk).post(page, form).status_code == 302
    letter.refresh_from_db()
    assert (letter.to_address, letter.subject, letter.body) == ("moi@tanmy.example", "Lời mới", "Một\nHai")
    assert (letter.version, letter.changed_by_name) == (2, w.clerk.full_name)
    entry = Entry.objects.get(verb="Sửa thư đi")
    assert entry.data["before"]["to_address"] == "chutri@tanmy.example"


def test_a_change_from_an_old_page_is_refused_and_kept(w, client, letter):
    page = reverse("notices:mail_change", args=[letter.pk])
    form = {"to_address": "moi@tanmy.example", "subject": "Lời của tôi", "body": "Nội dung của tôi", "version": 1}
    Mail.objects.update(version=2, subject="Lời của người khác")
    answer = signed_in(client, w.clerk).post(page, form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "vừa được người khác sửa" in text
    assert "Lời của tôi" in text
    assert "Lời của người khác" in text
    assert client.post(page, {**form, "version": answer.context["form"]["version"].value()}).status_code == 302
    assert Mail.objects.get().subject == "Lời của tôi"


@pytest.mark.parametrize(
    "wrong", [{"to_address": "sai"}, {"subject": ""}, {"body": " "}, {"to_address": "a@b.vn\nBcc: c@d.vn"}]
)
def test_a_letter_cannot_be_made_unsendable(w, client, letter, wrong):
    form = {"to_address": "moi@tanmy.example", "subject": "Lời", "body": "Nội dung", "version": 1} | wrong
    answer = signed_in(client, w.clerk).post(reverse("notices:mail_change", args=[letter.pk]), form)
    assert answer.status_code == 422
    letter.refresh_from_db()
    assert letter.version == 1


def test_a_letter_is_stopped_and_sent_after_all(w, client, letter):
    def press(word):
        return signed_in(client, w.clerk).post(reverse("notices:mail_act", args=[letter.pk, word]), follow=True)

    assert "Đã chặn thư gửi Võ Minh Khánh." in words(press("chan"))
    letter.refresh_from_db()
    assert (letter.state, letter.stopped_by_name) == (MailState.STOPPED, w.clerk.full_name)
    assert press("chan").status_code == 409
    assert press("gui-ngay").status_code == 409
    press("gui-lai")
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.stopped_by_name) == (MailState.WAITING, 0, "")
    press("gui-ngay")
    verbs = set(Entry.objects.filter(subject_type="notices.Mail").values_list("verb", flat=True))
    assert verbs == {"Chặn thư đi", "Gửi lại thư", "Gửi thư ngay"}
    assert press("khac").status_code == 404


def test_a_letter_that_is_being_sent_cannot_be_stopped(w, client, letter):
    Mail.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    answer = signed_in(client, w.clerk).post(reverse("notices:mail_act", args=[letter.pk, "chan"]))
    assert answer.status_code == 409
    assert "đang được gửi" in words(answer)
    letter.refresh_from_db()
    assert letter.state == MailState.WAITING


def test_all_failed_letters_are_sent_again_at_once(w, client, letter):
    Mail.objects.update(state=MailState.FAILED, attempts=5, error="Máy chủ trả lời: 550")
    page = signed_in(client, w.clerk).get(reverse("notices:outbox"))
    assert "Gửi lại 1 thư này" in words(page)
    assert "550" in words(page)
    client.post(reverse("notices:outbox"))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (MailState.WAITING, 0, "")


def test_letters_of_another_office_stay_there(w, client, letter):
    other = user("van-thu-la")
    role(other, "records_clerk", w.other_commune)
    signed_in(client, other)
    assert "chutri@" not in words(client.get(reverse("notices:outbox")))
    for name, args in (("mail", [letter.pk]), ("mail_change", [letter.pk]), ("mail_act", [letter.pk, "chan"])):
        assert client.post(reverse(f"notices:{name}", args=args)).status_code in (404, 405)
    client.post(reverse("notices:outbox"))
    assert Mail.objects.get().state == MailState.WAITING


# The texts


def save(client, w, address=None, **said):
    """Send the form of a text as the page offers it, with changes."""
    address = address or reverse("notices:text", args=[w.commune.pk, "line_returned"])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in ("subject", "body", "in_system", "by_mail", "mark")} | said
    return client.post(address, {name: value for name, value in values.items() if value is not False})


def test_an_office_writes_its_own_text_and_goes_back_to_the_standard(w, client):
    signed_in(client, w.appraiser)
    assert save(client, w, subject="Xin bổ sung {ten}", by_mail=False).status_code == 302
    own = NoticeText.objects.get()
    assert (own.subject, own.body, own.by_mail, own.round) == ("Xin bổ sung {ten}", "", False, None)
    told(w, w.secretary)
    assert Notice.objects.get().title == "Xin bổ sung Lê Thị Bích Liên"
    page = client.get(reverse("notices:texts", args=[w.commune.pk]))
    assert "Lời của đơn vị" in words(page)
    assert "Xin bổ sung Nguyễn Văn Mẫu" in words(page)
    assert Entry.objects.filter(verb="Sửa lời tin “Dòng bị trả lại để bổ sung”").exists()
    save(client, w, chuan="1")
    assert not NoticeText.objects.exists()


def test_a_text_of_one_round_holds_there_only(w, client):
    signed_in(client, w.appraiser)
    address = reverse("notices:round_text", args=[w.round.pk, "line_returned"])
    assert save(client, w, address, subject="Riêng đợt này: {ten}").status_code == 302
    told(w, w.secretary, round=w.round)
    told(w, w.secretary, round=w.upper_round, url="/khac/")
    assert {n.title for n in Notice.objects.all()} == {
        "Riêng đợt này: Lê Thị Bích Liên",
        "Cần bổ sung: Lê Thị Bích Liên",
    }


def test_a_wrong_blank_is_refused_and_what_was_typed_stays(w, client):
    answer = save(signed_in(client, w.appraiser), w, body="Gửi {ho_ten}, xin bổ sung.")
    assert answer.status_code == 422
    assert "Không có chỗ điền “{ho_ten}”" in words(answer)
    assert "Gửi {ho_ten}, xin bổ sung." in answer.content.decode()
    assert not NoticeText.objects.exists()


def test_a_preview_shows_what_is_being_written_and_keeps_nothing(w, client):
    answer = save(signed_in(client, w.appraiser), w, subject="Thử {ten}", body="<b>{dot}</b>", xem="1")
    assert answer.status_code == 200
    assert "Thử Nguyễn Văn Mẫu" in words(answer)
    assert "&lt;b&gt;Khen thưởng tổng kết năm 2026&lt;/b&gt;" in answer.content.decode()
    assert not NoticeText.objects.exists()


def test_a_text_that_somebody_else_has_changed_is_not_overwritten(w, client):
    signed_in(client, w.appraiser)
    address = reverse("notices:text", args=[w.commune.pk, "line_returned"])
    old = client.get(address).context["form"]["mark"].value()
    save(client, w, subject="Của người khác")
    answer = save(client, w, subject="Của tôi", mark=old)
    assert answer.status_code == 422
    assert "vừa được người khác sửa" in words(answer)
    assert NoticeText.objects.get().subject == "Của người khác"


def test_a_clerk_reaches_texts_and_outbox_from_the_inbox_and_a_member_does_not(w, client):
    text = words(signed_in(client, w.clerk).get(reverse("notices:inbox")))
    assert "Thư đi" in text
    assert "Lời tin báo" in text
    text = words(signed_in(client, w.members[2]).get(reverse("notices:inbox")))
    assert "Thư đi" not in text
    assert "Lời tin báo" not in text
