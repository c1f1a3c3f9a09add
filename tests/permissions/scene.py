"""One committee with something to open at every address, and everybody who might try."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from certificates.printing import PrintSettings
from documents.models import NumberedPaper, NumberSeries, SignedScan, StoredDocument
from meetings.models import AgendaLine, ResultCorrection
from meetings.services import declare_relative
from nominations.earlier import write_earlier_award
from nominations.models import Appraisal, EvidenceType, Nomination, Posting
from nominations.uploads import inspect
from notices.enums import Event
from notices.models import Notice
from notices.services import write_to
from organizations.models import AwardRight, Holiday
from permissions.models import RoleAssignment
from permissions.substitutions import Loan, lend_role
from rolls.services import change_entry, put_on_roll, record_discipline
from runs.services import work_once
from spreadsheets.registry import kind_of
from spreadsheets.services.checking import start_check
from spreadsheets.services.receiving import receive_file
from tests.factories import NOW, World, a_meeting, line, nomination_at, role, user, vote_all
from tests.permissions import scene_ceremony, scene_layouts, scene_printers, scene_public, scene_register, scene_runs
from tests.permissions.scene_appraisal import appraisal_records
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import SeparationRule
from workflows.services import answers, decisions, files, meetings
from workflows.services.handover import Chosen, hand_over
from workflows.services.printing import start_printing
from workflows.services.receipts import hand_in

PEOPLE = (
    "anonymous",
    "inactive",
    "secretary",
    "sibling",
    "other_secretary",
    "appraiser",
    "member",
    "chair",
    "clerk",
    "inspector",
    "administrator",
    "other_appraiser",
    "other_clerk",
    "other_administrator",
    "roleless",
    "superuser",
)


@dataclass
class Scene:
    """The records by the names that the table uses, and the people by theirs."""

    at: dict[str, int]
    people: dict
    world: World

    def client(self, name: str) -> Client:
        """Return a browser in which the person has signed in; for "anonymous" nobody has."""
        client = Client()
        if name != "anonymous":
            client.force_login(self.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client


def picture() -> bytes:
    """Return a small photo."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "#c8102e").save(content, "PNG")
    return content.getvalue()


def one_page() -> bytes:
    """Return a PDF of one page."""
    content = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    return content.getvalue()


def build(w: World) -> Scene:
    """Walk lines to everywhere by real acts and note their ids."""
    people = _people(w)
    at = {"round": w.round.pk, "outside_round": w.outside_round.pk, "unit": w.commune.pk, "cell": w.cell.pk}
    at |= _rolls(w) | _lines(w) | _closed_meeting(w) | _counted_meeting(w) | _voting(w) | _preparing(w) | _decisions(w)
    at |= appraisal_records(w, at["under_appraisal"])
    at["relative"] = declare_relative(user=w.members[2], full_name="Bùi Văn Cha", relation="bố", at=NOW).pk
    at |= _papers(w, at)
    at["series"] = NumberSeries.objects.get(unit=w.commune, document_type="quyet_dinh").pk
    at |= {"signer": w.signer.pk, "authority": w.outside_round.authority_id, "right": AwardRight.objects.first().pk}
    at["holiday"] = Holiday.objects.first().pk
    at["rule"] = SeparationRule.objects.create(
        unit=w.commune,
        first_action="submit",
        second_action="recommend",
        mode="reason",
        starts_on=w.round.created_at.date(),
    ).pk
    at["import"] = _import(w)
    at["evidence_type"] = EvidenceType.objects.get(code="report").pk
    at["notice"] = Notice.objects.filter(user=w.secretary).first().pk
    at["mail"] = _mail(w)
    at["person"] = w.secretary.pk
    at["assignment"] = RoleAssignment.objects.get(user=w.secretary).pk
    at["loan"] = _loan(w)
    at["handover"] = hand_over(w.secretary, to=w.sibling_secretary, chosen=Chosen(), actor=w.appraiser, at=NOW).pk
    for more in (scene_layouts, scene_printers, scene_runs, scene_register, scene_public, scene_ceremony):
        at |= more.records(w, at)
    return Scene(at, people, w)


def _papers(w: World, at: dict[str, int]) -> dict[str, int]:
    """What papers are made of besides dossiers, meetings and decisions."""
    released = AgendaLine.objects.get(nomination=at["rejected"])
    facts = {"at": NOW, "actor_name": w.clerk.full_name, "note": "Ghi nhầm."}
    correction = ResultCorrection.objects.create(
        line=released, nomination=released.nomination, before="rejected", after="approved", authority="Ban Thường vụ",
        paper_number="3-KL/ĐU", paper_on=NOW.date(), **facts,
    )  # fmt: skip
    posting = Posting.objects.create(
        unit=w.commune, round=w.round, starts_on=NOW.date(), ends_on=NOW.date(), created_at=NOW,
        created_by_name=w.clerk.full_name,
    )  # fmt: skip
    sheet = Appraisal.objects.create(
        nomination=released.nomination, unit=w.commune, appraiser=w.appraiser, appraiser_name=w.appraiser.full_name,
        asked_at=NOW, submitted_at=NOW, advice="recommend",
    )  # fmt: skip
    paper = NumberedPaper.objects.create(
        kind="office_submission", unit=w.commune, meeting=released.meeting, created_at=NOW,
        created_by_name=w.clerk.full_name,
    )  # fmt: skip
    return {
        "paper_correction": correction.pk,
        "paper_posting": posting.pk,
        "paper_sheet": sheet.pk,
        "numbered_paper": paper.pk,
        "scan": _scan(paper),
    }


def _scan(paper: NumberedPaper) -> int:
    """A paper as it came back signed."""
    made = SignedScan(paper=paper, original_name="ban-ky.png", sha256="0" * 64, size=1, uploaded_at=NOW)
    made.file.save("ban-ky.png", ContentFile(picture()))
    return made.pk


def _mail(w: World) -> int:
    """A letter of the commune's office that waits."""
    words = {"name": "Trường Tiểu học", "address": "truong@xa.example"}
    return write_to(Event.OPINION_ASKED, unit=w.commune, at=NOW, **words).pk


def _loan(w: World) -> int:
    """A substitution that begins in a year, so that nobody has more rights by it today."""
    first = NOW.date() + timedelta(days=365)
    lent = RoleAssignment.objects.get(user=w.sibling_secretary)
    loan = Loan(lent, w.extra["roleless"], first, first + timedelta(days=7), "Đi học")
    return lend_role(loan, actor=w.sibling_secretary, at=NOW).pk


def _import(w: World) -> int:
    """A checked sheet for the roll of the first cell."""
    made = receive_file(
        kind=kind_of("roll"),
        unit=w.cell,
        target={},
        name="danh-sach.csv",
        content=ContentFile("Họ và tên,Năm sinh\nLê Thị Bích Liên,1971\n".encode()),
        actor=w.secretary,
        at=NOW,
    )
    start_check(made, actor=w.secretary, at=NOW)
    while work_once("test", clock=lambda: NOW):
        pass
    return made.pk


def _people(w: World) -> dict:
    inactive = user("ngung-dung")
    role(inactive, "records_clerk", w.commune)
    role(inactive, "cell_officer", w.cell)
    inactive.is_active = False
    inactive.save()
    other_clerk, other_administrator = user("van-thu-khac"), user("quan-tri-khac")
    role(other_clerk, "records_clerk", w.other_commune)
    role(other_administrator, "administrator", w.other_commune)
    w.extra["roleless"] = user("khong-vai-tro")
    return {
        "inactive": inactive,
        "secretary": w.secretary,
        "sibling": w.sibling_secretary,
        "other_secretary": w.other_secretary,
        "appraiser": w.appraiser,
        "member": w.members[2],
        "chair": w.chair,
        "clerk": w.clerk,
        "inspector": w.inspector,
        "administrator": w.administrator,
        "other_appraiser": w.other_appraiser,
        "other_clerk": other_clerk,
        "other_administrator": other_administrator,
        "roleless": w.extra["roleless"],
        "superuser": user("sieu-quan-tri", is_superuser=True),
    }


def _rolls(w: World) -> dict[str, int]:
    """Two people of one name on the roll of the cell, one of them under discipline, and a collective."""
    entry, alike = (
        put_on_roll(unit=w.cell, kind="individual", facts={"full_name": name}, actor=w.secretary, at=NOW)
        for name in ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng")
    )
    change_entry(alike, facts={"full_name": entry.person.full_name}, position="", actor=w.secretary, at=NOW)
    together = put_on_roll(unit=w.cell, kind="collective", facts={"name": "Tổ hòa giải"}, actor=w.secretary, at=NOW)
    action = record_discipline(entry.person, form="Khiển trách", decided_on=NOW.date(), actor=w.appraiser, at=NOW)
    award = write_earlier_award(
        unit=w.cell, actor=w.secretary, at=NOW, recipient_kind="individual", recipient_name="Ly", form="giay_khen", year=2024
    )  # fmt: skip
    return {
        "roll_entry": entry.pk,
        "roll_person": entry.person_id,
        "roll_alike": alike.person_id,
        "roll_collective": together.collective_id,
        "roll_discipline": action.pk,
        "earlier_award": award.pk,
    }


def _lines(w: World) -> dict[str, int]:
    draft = line(w)
    evidence = files.attach(
        draft.dossier, nomination=None, name="anh.png", content=picture(), caption="Ảnh", actor=w.secretary, at=NOW
    )
    paper = files.attach(
        draft.dossier, nomination=draft, name="bao-cao.pdf", content=one_page(), caption="", actor=w.secretary, at=NOW
    )
    upload = files.begin_upload(
        draft.dossier, nomination=None, name="so-quy.pdf", size=9, fingerprint="1", actor=w.secretary, at=NOW
    )
    found = {
        "draft": draft.pk,
        "dossier": draft.dossier_id,
        "evidence": evidence.pk,
        "report_file": paper.pk,
        "upload": upload.key,
    }
    found["receipt"] = hand_in(line(w).dossier, actor=w.secretary, at=NOW).receipt.code
    for state in ("submitted", "under_appraisal"):
        made = nomination_at(w, state)
        found |= {state: made.pk, f"{state}_dossier": made.dossier_id}
    found |= _returned(w)
    answered = nomination_at(w, "forwarded", outside=True)
    answers.record_answer(
        unit=w.commune,
        answers={answered.pk: True},
        authority_name="Chủ tịch tỉnh",
        number_text="12/QĐ-UBND",
        answered_on=NOW.date(),
        actor=w.clerk,
        at=NOW,
        scan=inspect("ban-chup.png", picture()),
    )
    return found | {"answer": answered.superior_answer.pk, "forwarded": nomination_at(w, "forwarded", outside=True).pk}


def _returned(w: World) -> dict[str, int]:
    """A line that was sent back with something asked about one part."""
    made = nomination_at(w, "under_appraisal")
    data = {"due_at": NOW + timedelta(days=5), "remarks": {"citation": "Rút gọn."}}
    perform(Action.SEND_BACK, nomination=made, actor=w.appraiser, at=NOW, data=data)
    return {"returned": made.pk, "remark": made.remarks.get().pk}


def _closed_meeting(w: World) -> dict[str, int]:
    rejected = nomination_at(w, "rejected")
    decided = AgendaLine.objects.get(nomination=rejected)
    return {"rejected": rejected.pk, "closed_meeting": decided.meeting_id, "closed_line": decided.pk}


def _counted_meeting(w: World) -> dict[str, int]:
    """A meeting that was counted and whose results are still in the room."""
    waiting = nomination_at(w, "recommended")
    meeting = a_meeting(w)
    vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=NOW)
    line_ = AgendaLine.objects.get(nomination=waiting)
    return {"counted_meeting": meeting.pk, "counted_line": line_.pk, "counted": waiting.pk}


def _voting(w: World) -> dict[str, int]:
    open_line, declined = nomination_at(w, "recommended"), nomination_at(w, "not_recommended")
    meeting = a_meeting(w)
    vote_all(w, meeting, members=w.members[1:2])
    return {
        "voting": meeting.pk,
        "voting_line": meeting.lines.get(nomination=open_line).pk,
        "declined": declined.pk,
        "declined_line": meeting.lines.get(nomination=declined).pk,
    }


def _preparing(w: World) -> dict[str, int]:
    waiting = nomination_at(w, "recommended")
    meeting = meetings.prepare_meeting(unit=w.commune, title="Phiên sau", starts_at=NOW, actor=w.clerk, at=NOW)
    free = nomination_at(w, "recommended")
    return {
        "preparing": meeting.pk,
        "agenda_line": meeting.lines.get(nomination=waiting).pk,
        "recommended": free.pk,
        "recommended_dossier": free.dossier_id,
    }


def _decisions(w: World) -> dict[str, int]:
    approved, drafted, issued = (_approved(w) for _ in range(3))
    draft = decisions.draft_decision(unit=w.commune, nominations=[drafted], actor=w.clerk, at=NOW)
    numbered = decisions.draft_decision(unit=w.commune, nominations=[issued], actor=w.clerk, at=NOW)
    numbered = decisions.number_decision(numbered, signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
    decisions.issue_paper(numbered, actor=w.clerk, at=NOW)
    accepted = PrintSettings(accepted_reason="Đã xem từng mục.")
    run = start_printing(numbered, accepted, actor=w.clerk, at=NOW)
    while work_once("test", clock=lambda: NOW):
        pass
    return {
        "approved": approved.pk,
        "draft_decision": draft.pk,
        "draft_line": draft.lines.get().pk,
        "numbered": numbered.pk,
        "numbered_line": numbered.lines.get().pk,
        "run": run.pk,
        "paper": StoredDocument.objects.get(decision=numbered).pk,
        "issued": issued.pk,
        "issued_dossier": issued.dossier_id,
    }


def _approved(w: World) -> Nomination:
    """Walk a line through a meeting of its own, while others wait on other agendas."""
    return nomination_at(w, "approved")
