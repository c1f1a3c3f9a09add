"""Records of appraisal for the scene: a sheet that was asked for, opinions asked both ways, a posting with an objection."""

from datetime import timedelta

from nominations.models import Criterion, Nomination
from tests.factories import NOW, World
from workflows.services.opinions import ask_opinion
from workflows.services.postings import post_names, record_objection
from workflows.services.sheets import ask_for_sheets

DUE = NOW.date() + timedelta(days=5)


def appraisal_records(w: World, line_pk: int) -> dict:
    """Make the records on a line under appraisal and return their ids, and the secret of a link, by their names."""
    line = Nomination.objects.get(pk=line_pk)
    ask_for_sheets([line], unit=w.commune, appraisers=[w.appraiser], due_on=DUE, actor=w.appraiser, at=NOW)
    facts = {"question": "Có vi phạm gì không?", "due_on": DUE, "actor": w.appraiser, "at": NOW}
    asked, _ = ask_opinion(line, asked_unit=w.sibling, **facts)
    _, secret = ask_opinion(line, body_name="Công an xã Tân Mỹ", **facts)
    posting = post_names(
        w.round, unit=w.commune, starts_on=DUE, ends_on=None, actor=w.appraiser, at=NOW - timedelta(days=9)
    )
    posted = posting.lines.get(nomination=line)
    objection = record_objection(
        posted, channel="đơn", text="Xem lại.", received_on=DUE, actor=w.appraiser, at=NOW + timedelta(days=5)
    )
    return {
        "sheet": line.appraisals.get().pk,
        "opinion": asked.pk,
        "secret": secret,
        "posting": posting.pk,
        "posted_line": posted.pk,
        "objection": objection.pk,
        "criterion": Criterion.objects.filter(round_form__round=w.round).first().pk,
    }
