"""Several questions in one query give back what each of them would have given alone."""

from django.db.models import F, Value

from nominations.enums import NominationState as S
from nominations.models import Nomination, Receipt
from nominations.together import asked_together
from tests.factories import nomination_at
from workflows.models import Comment, TransitionRecord


def plain(row):
    """Return every stored value of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_of_several_tables_come_whole_in_one_query(w, django_assert_num_queries):
    n = nomination_at(w, S.RETURNED)
    Comment.objects.create(
        nomination=n, author=w.appraiser, author_name="Trần Văn Đức", unit=w.commune, unit_name="Xã", text="Đã “gọi”\nlại.",
        written_at=w.at,
    )  # fmt: skip
    asked = {
        "records": TransitionRecord.objects.filter(nomination=n),
        "comments": Comment.objects.filter(nomination=n).annotate(
            mark=Value("x"), submitted=F("nomination__submitted_at"), met=F("nomination__dossier__met_on")
        ),
        "receipts": Receipt.objects.filter(dossier=n.dossier_id),
        "nothing": Nomination.objects.filter(pk=0),
        "lines": Nomination.objects.filter(pk=n.pk),
    }
    with django_assert_num_queries(1):
        found = asked_together(**asked)
    for name, rows in asked.items():
        assert sorted(map(str, map(plain, found[name]))) == sorted(map(str, map(plain, rows))), name
    [record] = [r for r in found["records"] if r.action == "send_back"]
    assert record.at == w.at and record.data["due_at"].startswith("2026-05-09")
    [comment] = found["comments"]
    assert (comment.mark, comment.submitted, comment.met) == ("x", n.submitted_at, n.dossier.met_on)
    assert found["lines"][0].due_at == n.due_at and found["lines"][0].awaits_outside_answer is False
