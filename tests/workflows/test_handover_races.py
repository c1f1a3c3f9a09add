"""What was finished while it was being handed over stays finished."""

from nominations.models import Appraisal
from permissions.roles import Role
from tests.factories import NOW, nomination_at, role, user
from workflows.models import LineClaim
from workflows.services import claims, handover
from workflows.services.sheets import Judged, ask_for_sheets, rows_of, save_sheet


def test_a_sheet_handed_in_and_a_claim_given_back_meanwhile_are_left_alone(w, monkeypatch):
    line, leaver, colleague = nomination_at(w, "under_appraisal"), w.appraiser, user("td2", "Lê Quốc Toàn")
    role(colleague, Role.APPRAISER, w.commune)
    ask_for_sheets([line], unit=w.commune, appraisers=[leaver], due_on=None, actor=leaver, at=NOW)
    claims.claim(line, actor=leaver, at=NOW)

    def finished_meanwhile(*args, **kwargs):
        work = read(*args, **kwargs)
        said = [Judged(text, "pass") for text, _, _ in rows_of(line, None)]
        save_sheet(line, judged=said, advice="recommend", remark="", actor=leaver, at=NOW, hand_in=True)
        claims.release(line, actor=leaver, at=NOW)
        return work

    read = handover.open_work
    monkeypatch.setattr(handover, "open_work", finished_meanwhile)
    entry = handover.hand_over(leaver, to=colleague, chosen=handover.Chosen(), actor=leaver, at=NOW)
    assert [is_done for *_, is_done in entry.data["results"]] == [False, False]
    assert not LineClaim.objects.exists()
    sheet = Appraisal.objects.get()
    assert sheet.is_in and sheet.excused_at is None and sheet.appraiser == leaver
