"""Nobody reads what appraisers and other bodies say about themselves, also not on lists and as a file."""

import pytest
import time_machine
from django.urls import reverse

from nominations.models import Appraisal
from permissions.roles import Role
from tests import factories as f
from tests.pages.appraisal import at, html, link, signed_in
from workflows.services.opinions import answer_by_link
from workflows.services.sheets import Judged, rows_of, save_sheet


@pytest.fixture(autouse=True)
def today():
    """The day of the factories."""
    with time_machine.travel(f.NOW, tick=False):
        yield


@pytest.fixture
def own(w):
    """A line about a member of the committee who has become an appraiser."""
    person = w.members[4]
    f.role(person, Role.APPRAISER, w.commune)
    return f.nomination_at(w, "under_appraisal", full_name=person.full_name, user=person)


def paper(w, line):
    said = [Judged(text, "pass") for text, _, _ in rows_of(line, None)]
    save_sheet(line, judged=said, advice="recommend", remark="", actor=w.appraiser, at=f.NOW, hand_in=True)
    return [
        reverse(f"documents:{name}", args=[Appraisal.objects.get().pk]) for name in ("sheet_paper", "sheet_paper_word")
    ]


def test_a_nominee_who_appraises_takes_no_sheet_about_themselves_away(w, own):
    for address in paper(w, own):
        assert signed_in(w.members[4]).get(address).status_code == 404
        assert signed_in(w.appraiser).get(address).status_code == 200


def test_whoever_works_for_the_proposing_unit_takes_no_sheet_of_others_away(w):
    line = f.nomination_at(w, "under_appraisal")
    f.role(w.secretary, Role.APPRAISER, w.commune)
    for address in paper(w, line):
        assert signed_in(w.secretary).get(address).status_code == 404


def test_lists_of_opinions_leave_out_what_is_about_the_reader(w, own):
    made, _ = link(w, line=own)
    assert own.nominee.full_name in html(signed_in(w.appraiser).get(at("opinions")))
    mine = signed_in(w.members[4])
    assert at("opinion", made.pk) not in html(mine.get(at("opinions")))
    answer_by_link(made, consent="object", text="Có đơn thư.", name="Nguyễn Văn Công", position="", at=f.NOW)
    page = html(mine.get(at("opinions")))
    assert at("opinion", made.pk) not in page and "Không nhất trí" not in page
    assert at("opinion", made.pk) in html(signed_in(w.appraiser).get(at("opinions")))
