"""Who is told, once, in the transaction of the act; and what an undone act takes back."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from notices.enums import Event, MailPace, MailState
from notices.models import Mail, MailPreference, Notice, NoticeText
from notices.rules import WAIT
from notices.services import stop_waiting, tell, write_to
from tests.factories import NOW, user

FACTS = {"ten": "Nguyễn Văn A", "dot": "Đợt 2026"}


@pytest.fixture(autouse=True)
def address_of_system(settings):
    """Letters print whole addresses."""
    settings.SITE_ADDRESS = "https://khen.example"


@pytest.fixture
def people(w):
    """Three people with an address."""
    User.objects.filter(pk__in=[m.pk for m in w.members[:3]]).update(email="a@xa.example")
    return list(User.objects.filter(email="a@xa.example"))


def returned(w, people, **more):
    """Tell that a line was sent back."""
    return tell(
        Event.LINE_RETURNED, **({"users": people, "unit": w.commune, "at": NOW, "url": "/x/", "facts": FACTS} | more)
    )


def test_everybody_gets_a_notice_and_a_letter_that_waits(w, people):
    assert returned(w, [*people, w.clerk], by=w.appraiser) == 4
    notice = Notice.objects.get(user=w.clerk)
    assert (notice.title, notice.url, notice.at, notice.read_at) == ("Cần bổ sung: Nguyễn Văn A", "/x/", NOW, None)
    assert "“Nguyễn Văn A” được trả lại" in notice.text
    assert "khen.example" not in notice.text
    letters = list(Mail.objects.all())
    assert {letter.user for letter in letters} == set(people)
    assert {letter.state for letter in letters} == {MailState.WAITING}
    assert letters[0].not_before == NOW + WAIT
    assert letters[0].created_by == w.appraiser
    assert letters[0].body.endswith("Trang cần mở: https://khen.example/x/")


def test_nobody_is_told_of_their_own_act_nor_after_leaving(w, people):
    people[1].is_active = False
    assert returned(w, people, by=people[0]) == 1
    assert Notice.objects.get().user == Mail.objects.get().user == people[2]


def test_nothing_is_told_when_the_act_fails(w, people):
    def act():
        with transaction.atomic():
            returned(w, people)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("again", [False, True])
def test_queries_do_not_grow_with_the_people(w, people, django_assert_num_queries, again):
    if again:
        returned(w, people)
    with django_assert_num_queries(8):  # with two of the savepoint
        returned(w, people[:1])
    with django_assert_num_queries(8):
        returned(w, people, url="/y/")


def test_what_is_said_again_before_it_was_read_replaces_the_first(w, people):
    returned(w, people)
    returned(w, people, at=NOW + timedelta(seconds=20), facts={"ten": "Nguyễn Văn Anh"})
    assert {n.title for n in Notice.objects.all()} == {"Cần bổ sung: Nguyễn Văn Anh"}
    assert Notice.objects.count() == Mail.objects.count() == 3
    assert {m.subject for m in Mail.objects.all()} == {"Cần bổ sung: Nguyễn Văn Anh"}
    Notice.objects.update(read_at=NOW)
    Mail.objects.update(state=MailState.SENT)
    returned(w, people, at=NOW + timedelta(seconds=40))
    assert Notice.objects.count() == Mail.objects.count() == 6


def test_what_leads_nowhere_is_never_taken_for_the_same(w, people):
    for name in ("A", "B"):
        tell(Event.SUBSTITUTED, users=people, unit=w.commune, at=NOW, facts={"ten": name})
    assert Notice.objects.count() == Mail.objects.count() == 6


def test_a_letter_changed_by_the_office_is_not_overwritten(w, people):
    returned(w, people[:1])
    Mail.objects.update(subject="Của văn phòng", changed_by_name="Đỗ Thị Hằng")
    returned(w, people[:1], at=NOW + timedelta(seconds=20))
    assert set(Mail.objects.values_list("subject", flat=True)) == {"Của văn phòng", "Cần bổ sung: Nguyễn Văn A"}


def test_the_pace_is_everybodys_own(w, people):
    MailPreference.objects.create(user=people[0], pace=MailPace.DAILY)
    MailPreference.objects.create(user=people[1], pace=MailPace.NONE)
    returned(w, people)
    daily, at_once = Mail.objects.get(user=people[0]), Mail.objects.get(user=people[2])
    assert daily.digest_on.day == 5
    assert daily.not_before > NOW + timedelta(hours=12)
    assert at_once.digest_on is None
    assert Mail.objects.count() == 2
    assert Notice.objects.count() == 3


def test_an_event_can_be_switched_off_for_a_unit_and_differently_for_a_round(w, people):
    NoticeText.objects.create(unit=w.commune, event=Event.LINE_RETURNED, in_system=False, by_mail=False)
    assert returned(w, people) == 0
    NoticeText.objects.create(
        unit=w.commune,
        round=w.round,
        event=Event.LINE_RETURNED,
        subject="{dot}: sửa {ten}",
        in_system=True,
        by_mail=False,
    )
    assert returned(w, people, round=w.round) == 3
    assert Notice.objects.first().title == "Đợt 2026: sửa Nguyễn Văn A"
    assert not Mail.objects.exists()


def test_some_events_stay_in_the_system_unless_the_office_wants_letters(w, people):
    tell(Event.OPINION_ANSWERED, users=people, unit=w.commune, at=NOW, facts=FACTS)
    assert (Notice.objects.count(), Mail.objects.count()) == (3, 0)


def test_an_undone_act_is_taken_back_where_nobody_knows_yet(w, people):
    returned(w, people)
    returned(w, people, url="/other/")
    assert stop_waiting(Event.LINE_RETURNED, url="/x/", at=NOW + timedelta(seconds=25)) == []
    assert {n.url for n in Notice.objects.all()} == {"/other/"}
    assert Mail.objects.filter(state=MailState.STOPPED, stopped_by_name__contains="rút lại").count() == 3
    assert Mail.objects.filter(state=MailState.WAITING).count() == 3


def test_who_knows_already_is_named_so_that_they_can_be_told(w, people):
    returned(w, [*people, w.clerk])
    Notice.objects.filter(user=w.clerk).update(read_at=NOW)
    Mail.objects.filter(user=people[0]).update(state=MailState.SENT)
    know = stop_waiting(Event.LINE_RETURNED, url="/x/", at=NOW + timedelta(seconds=25))
    assert {person.pk for person in know} == {w.clerk.pk, people[0].pk}


def test_a_letter_to_somebody_without_an_account(w):
    letter = write_to(
        Event.OPINION_ASKED,
        name="Công an xã",
        address="ca@xa.example",
        unit=w.commune,
        at=NOW,
        url="/hiep-y/abc/",
        facts=FACTS,
    )
    assert (letter.to_name, letter.user, letter.state) == ("Công an xã", None, MailState.WAITING)
    assert "https://khen.example/hiep-y/abc/" in letter.body


def test_a_notice_leads_into_the_system_only(w):
    with pytest.raises(ValueError, match="page of this system"):
        returned(w, [user("nguoi-moi")], url="https://x.example/")
