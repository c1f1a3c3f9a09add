"""Finding nominations by words: on both databases alike, only what may be known, as many as are shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations import search
from nominations.models import Nomination
from nominations.queries import visible_to
from tests.factories import NOW, dossier, line, nomination_at
from vietnamese.dates import local_day

TODAY = local_day(NOW)


def found(text):
    """Return the names of the nominees that a text finds."""
    ways = (search.matching(Nomination.objects.all(), text), Nomination.objects.filter(search.words_fit(text)))
    names, *others = [{n.nominee.full_name for n in lines} for lines in ways]
    assert all(other == names for other in others)
    return names


@pytest.fixture
def names(w):
    """Three lines of one cell."""
    bundle = dossier(w)
    for name in ("Lê Thị Đào", "Nguyễn Văn Ứng", "Phạm Thị Diễm"):
        line(w, bundle, full_name=name)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dao", {"Lê Thị Đào"}),
        ("ĐÀO lê", {"Lê Thị Đào"}),
        ("le", {"Lê Thị Đào"}),
        ("d thi", {"Lê Thị Đào", "Phạm Thị Diễm"}),
        ("chi bo ap tan binh 1", {"Lê Thị Đào", "Nguyễn Văn Ứng", "Phạm Thị Diễm"}),
        ("chi bo ap tan phu", set()),
        ("", {"Lê Thị Đào", "Nguyễn Văn Ứng", "Phạm Thị Diễm"}),
        ("!? ' \" * ( ) : & | -", {"Lê Thị Đào", "Nguyễn Văn Ứng", "Phạm Thị Diễm"}),
        ("ung' OR '1", set()),
        ("NOT dao", set()),
        ("ao", set()),
        ("thi " * 40, {"Lê Thị Đào", "Phạm Thị Diễm"}),
    ],
)
def test_words_are_found_from_their_beginning_without_accents(names, text, wanted):
    assert found(text) == wanted


def test_words_that_most_units_have_are_common():
    units = ["Chi bộ ấp Tân Bình 1", "Chi bộ ấp Tân Phú", "Chi bộ Công an xã", "Chi bộ Quân sự"]
    assert search.common_words("chi bo ap tan binh", units) == {"chi", "bo"}
    assert search.common_words("c b", units) == {"c", "b"}
    assert search.common_words("chi bo", []) == search.common_words(" ? ", units) == set()


def test_a_changed_and_a_removed_line_are_found_as_they_are(names):
    changed = Nomination.objects.get(nominee__full_name="Nguyễn Văn Ứng")
    changed.nominee.full_name = "Trần Văn Ước"
    changed.nominee.save()
    changed.save()
    assert found("ung") == set()
    assert found("uoc") == {"Trần Văn Ước"}


def test_the_index_is_kept_by_the_database(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'nominations_words'")
            assert cursor.fetchone() == (1,)
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'nominations_nomination'")
        assert {name for (name,) in cursor} == {f"nominations_words_{act}" for act in ("insert", "delete", "update")}


def hits(user, text="", common=()):
    """Return what the search page would show."""
    return search.hits_for(user, lambda lines: lines, text=text, common=common, on=TODAY)


def shown(user, text=""):
    """Return the lines that the search page would show if it were as long as what was counted."""
    return list(hits(user, text).part(0, search.MOST_COUNTED + 1))


def test_everybody_finds_what_they_may_know_and_nothing_else(w):
    nomination_at(w, "draft", full_name="Dự Thảo Một")
    nomination_at(w, "recommended", full_name="Đề Nghị Hai")
    for user in (
        w.secretary,
        w.sibling_secretary,
        w.appraiser,
        w.members[1],
        w.inspector,
        w.other_appraiser,
        w.administrator,
    ):
        expected = set(visible_to(user, on=TODAY).values_list("pk", flat=True))
        assert {n.pk for n in shown(user)} == expected
        assert hits(user).count == len(expected) and not hits(user).has_more


def test_many_hits_are_walked_and_not_counted(w, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    monkeypatch.setattr(search, "MOST_READ", 2)
    for name in ("Lê Văn Ba", "Lê Văn An", "Lê Văn Cảnh", "Trần Thị Bốn"):
        nomination_at(w, "submitted", full_name=name)
    for user in (w.secretary, w.appraiser, w.inspector):
        many = hits(user, "le van")
        assert many.has_more and many.count == 2
        assert [n.nominee.full_name for n in many.part(0, 3)] == ["Lê Văn An", "Lê Văn Ba", "Lê Văn Cảnh"]
    assert [n.nominee.full_name for n in shown(w.appraiser, "tran")] == ["Trần Thị Bốn"]
    assert shown(w.sibling_secretary, "le van") == []


@pytest.mark.parametrize("common", [set(), {"van"}, {"le", "van"}])
def test_common_words_change_nothing_in_what_is_found(w, common):
    for name in ("Lê Văn Ba", "Lê Thị An", "Trần Văn Cảnh"):
        nomination_at(w, "submitted", full_name=name)
    for user, count in ((w.secretary, 1), (w.appraiser, 1), (w.inspector, 1), (w.sibling_secretary, 0)):
        found = hits(user, "van le", common)
        assert [n.nominee.full_name for n in found.part(0, 9)] == ["Lê Văn Ba"] * count == ["Lê Văn Ba"] * found.count


def test_choices_are_those_of_visible_lines(w):
    nomination_at(w, "submitted")
    rounds, units = search.choices_for(w.appraiser, on=TODAY)
    assert (rounds, units) == ([(w.round.pk, w.round.title)], [(w.cell.pk, w.cell.name)])
    assert search.choices_for(w.other_appraiser, on=TODAY) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_a_fixed_number_of_queries(w, count):
    for i in range(count):
        nomination_at(w, "submitted", full_name=f"Lê Văn {'ABC'[i]}")
    with CaptureQueriesContext(connection) as queries:
        shown(w.inspector, "le")
    assert len(queries) == 5
