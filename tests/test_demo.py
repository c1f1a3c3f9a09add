"""The demo shows a line in every state and names its accounts; a whole round runs from a file, also another committee's."""

import copy
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from ceremonies.enums import CeremonyPaperKind
from ceremonies.models import Ceremony
from ceremonies.queries.agreement import accordance
from certificates import models as certificates
from certificates.layout.standard import standard_spec
from certificates.printing import open_spoiled
from certificates.queries.blanks import stock_of
from certificates.services.layouts import layout_in_use
from certificates.services.register import status_of, stored_bytes
from documents.models import NumberedPaper, NumberSeries, StoredDocument
from nominations.appraisals import sheets_by_unit
from nominations.enums import NominationState, Step
from nominations.models import Appraisal, Award, Evidence, Nomination, OpinionRequest, Round, RuleOverride
from notices.models import Mail, Notice
from permissions.models import Substitution
from permissions.roles import Role
from rolls.models import RollEntry
from runs.models import Run
from spreadsheets.models import SpreadsheetImport
from tests.clerks import kept_for_module
from tests.processes import PATIENCE_SECONDS
from vietnamese.dates import local_day
from workflows import demo, demo_office, round_data
from workflows.committee import PEOPLE
from workflows.models import Comment, LineClaim
from workflows.round_data import RoundDataRefused

ROOT = Path(__file__).parents[1]
SHIPPED = json.loads((ROOT / "workflows/data/xa-2022.json").read_text(encoding="utf-8"))
SMALL = {
    "committee": {"name": "Đảng bộ xã Hòa Lạc", "organ": "Đảng ủy xã Hòa Lạc", "standing_committee": "Ban Thường vụ Đảng ủy xã Hòa Lạc",
                  "symbol": "ĐU", "place": "Hòa Lạc"},
    "round": {"title": "Khen thưởng dân vận khéo năm 2024", "kind": "thematic", "year": 2024, "award_form": "giay_khen",
              "legal_basis": ["Chỉ thị số 05-CT/TW của Bộ Chính trị khóa XII"]},
    "collectives": [{"name": "Chi bộ ấp Hòa Đông", "kind": "cell", "model": "Đường hoa nông thôn", "rewarded": True,
                     "proposed_by": "Chi bộ ấp Hòa Đông"}],
    "individuals": [{"name": "Y Khŭt Ñuôl", "sex": "male", "birth_year": 1980, "position": "Trưởng ấp", "unit": "Chi bộ ấp Hòa Đông",
                     "is_party_member": True, "proposed_by": "Chi bộ ấp Hòa Đông", "rewarded": False}],
}  # fmt: skip


@pytest.fixture(scope="module")
def var(tmp_path_factory, django_db_setup, django_db_blocker):
    """Build the demo once; return its folder."""
    folder = tmp_path_factory.mktemp("var")
    # overridden as Django does it: the storage of files forgets the folder that it has remembered
    there = override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files", DEMO_MODE=True)
    with there, kept_for_module(django_db_blocker):
        call_command("seed_demo", stdout=StringIO())
        yield folder


def told(name: str, *arguments: str) -> str:
    """Return what a command prints."""
    said = StringIO()
    call_command(name, *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
class TestDemo:
    def test_a_line_is_in_every_state(self, var):
        assert set(Nomination.objects.values_list("state", flat=True)) == set(NominationState)

    def test_every_account_is_listed_with_its_roles_and_signs_in(self, var):
        listed = json.loads(told("demo_accounts", "--json"))
        assert {row["user_name"] for row in listed} == set(User.objects.values_list("username", flat=True))
        assert {row["user_name"] for row in listed} >= {person[0] for person in PEOPLE}
        for row in listed:
            assert set(row) == {"user_name", "password", "full_name", "roles", "unit"}
            assert row["roles"] and row["unit"] and row["full_name"]
            assert authenticate(username=row["user_name"], password=row["password"]) is not None, row["user_name"]
        roles = {role for row in listed for role in row["roles"]}
        assert roles == set(Role.labels), "every role can be tried"

    def test_the_list_for_people_says_the_same(self, var):
        said = told("demo_accounts")
        assert all(line.split()[1] == demo.PASSWORD for line in said.splitlines())
        assert len(said.splitlines()) == User.objects.count()

    def test_sign_in_page_offers_the_accounts(self, var, client):
        page = client.get("/tai-khoan/dang-nhap/").content.decode()
        assert demo.PASSWORD in page
        assert "chutri" in page

    def test_a_second_filling_leaves_everything_alone(self, var):
        before = Nomination.objects.count()
        assert "đã có người dùng" in told("seed_demo")
        assert Nomination.objects.count() == before

    def test_a_returned_line_says_part_by_part_what_is_missing(self, var):
        returned = Nomination.objects.filter(state="returned").order_by("code").first()
        assert dict(returned.remarks.values_list("field", "text")) == {
            "achievement": "Chưa ghi số hộ tham gia và kết quả cụ thể. Đề nghị ghi số hộ, số tiền hoặc khối lượng đã làm.",
            "evidence": "Chưa có ảnh. Đề nghị gửi ít nhất một ảnh chụp mô hình trong năm nay.",
        }
        assert not any(sign.isdigit() for sign in returned.achievement), "what was asked for is really missing"

    def test_one_comment_is_for_everyone_and_one_for_the_office(self, var):
        rows = Comment.objects.order_by("written_at").values_list("author__username", "audience", "nomination__state")
        assert list(rows) == [
            ("vanphong", "everyone", "under_appraisal"),
            ("chutri", "appraisers", "under_appraisal"),
        ]

    def test_an_exception_waits_for_the_office(self, var):
        asked = RuleOverride.objects.get()
        assert (asked.state, asked.code, asked.nomination.state) == ("requested", "no_discipline", "draft")
        assert asked.fact.startswith("Khiển trách theo Quyết định số 07-QĐ/UBKT")
        assert asked.nomination.nominee.person.discipline.count() == 1

    def test_files_lie_beside_a_draft_and_beside_a_line_that_was_handed_in(self, var):
        rows = Evidence.objects.order_by("id").values_list("nomination__state", "type__code", "mime", "page_count")
        assert list(rows) == [
            (state, *file)
            for state in ("under_appraisal", "draft")
            for file in (("photo", "image/jpeg", None), ("confirmation", "application/pdf", 1))
        ]
        assert all((var / "files" / evidence.file.name).stat().st_size > 5_000 for evidence in Evidence.objects.all())
        assert all(bool(evidence.thumbnail) for evidence in Evidence.objects.all())

    def test_a_list_was_taken_in_without_its_wrong_row(self, var):
        taken = SpreadsheetImport.objects.get()
        assert (taken.kind, taken.state, taken.done_count, taken.total_count) == ("roll", "taken", 4, 5)
        assert dict(taken.rows.values_list("number", "state")) == {
            3: "taken", 4: "bad", 5: "taken", 6: "taken", 7: "taken",
        }  # fmt: skip
        assert taken.rows.get(number=4).problems[0]["value"] == "31/02/1980"
        roll = RollEntry.objects.filter(unit=taken.unit).values_list("person__full_name", flat=True)
        assert set(roll) >= {"Trần Thị Bé Sáu", "Huỳnh Thị Thu Sương", "Y Moan Êban", "Nguyễn Phước Lộc"}
        assert set(Run.objects.values_list("state", flat=True)) == {"done"}, "nothing is left for the worker"

    def test_steps_have_limits_and_one_or_two_lines_are_late(self, var):
        round = Round.objects.get(state="open")
        assert set(round.steps.values_list("step", flat=True)) == {
            Step.INTAKE, Step.APPRAISAL, Step.COMPLETION, Step.COMMITTEE, Step.NUMBERING,
        }  # fmt: skip
        late = Nomination.objects.filter(round=round, step_due_at__lt=timezone.now())
        assert 1 <= late.count() <= 2
        assert set(late.values_list("state", flat=True)) == {"submitted"}

    def test_of_two_sheets_one_is_in_and_nobody_reads_it_yet(self, var):
        rows = Appraisal.objects.order_by("appraiser__username")
        assert [(sheet.appraiser.username, sheet.is_in) for sheet in rows] == [("vanphong", False), ("vanphong2", True)]
        (line,) = {sheet.nomination for sheet in rows}
        assert line.state == "under_appraisal"
        (kept,) = sheets_by_unit(line)
        assert (kept.is_open, len(kept.missing)) == (False, 1)
        assert rows[1].marks.count() == line.round.forms.get(recipient_kind=line.nominee.kind).criteria.count() > 1

    def test_a_cell_is_asked_and_a_body_outside_has_answered(self, var):
        rows = OpinionRequest.objects.order_by("asked_at")
        assert [(asked.body_name, asked.consent, asked.asked_unit is None) for asked in rows] == [
            (demo_office.FRONT, "agree", True),
            (demo_office.ANSWERING_CELL, "", False),
        ]

    def test_one_line_is_in_hand_and_the_chair_is_lent_from_the_third_day_on(self, var):
        claim = LineClaim.objects.get()
        assert (claim.user.username, claim.nomination.state) == ("vanphong", "submitted")
        loan = Substitution.objects.get()
        assert (loan.assignment.user.username, loan.assignment.role, loan.substitute.username) == (
            "chutri", Role.CHAIR, "uyvien1",
        )  # fmt: skip
        assert (loan.starts_on - local_day(loan.created_at)).days in (3, 4), "not yet in force on the day of the demo"

    def test_last_week_s_meeting_has_its_numbered_conclusion(self, var):
        paper = NumberedPaper.objects.get()
        assert (paper.kind, paper.number_text, paper.state) == ("conclusion_notice", "47-TB/ĐU", "numbered")
        assert StoredDocument.objects.filter(numbered=paper, kind="conclusion_notice").count() == 1
        opened = set(NumberSeries.objects.values_list("document_type", "term", "body_symbol"))
        books = {"bao_cao": "VPĐU", "register": ""}
        books |= dict.fromkeys(("quyet_dinh", "thong_bao", "to_trinh", "bien_ban"), "ĐU")
        by_term = {(kind, term, symbol) for kind, symbol in books.items() for term in ("2020-2025", "2025-2030")}
        assert opened == by_term | {("to_trinh", "2025-2030", "VPĐU")}

    def test_a_printer_is_measured_and_the_blanks_are_counted(self, var):
        assert certificates.CalibrationProfile.objects.filter(is_current=True).count() == 1
        former = certificates.CalibrationProfile.objects.filter(is_current=False)
        assert former.count() == 1, "the measurement of before stays"
        stock = stock_of(certificates.BlankKind.objects.get())
        assert (stock.received, stock.used, stock.spoiled, stock.left) == (50, 9, 2, 39)
        counted = certificates.BlankEntry.objects.get(move="counted")
        assert (counted.sheets, counted.expected) == (39, 39)

    def test_individuals_are_printed_with_a_layout_of_the_office(self, var):
        layout = certificates.Layout.objects.get()
        own, shipped = layout_in_use(layout.unit, "giay_khen", "individual").spec, standard_spec(
            "trong_dong", form="giay_khen", kind="individual", nature="party", width_mm=297, height_mm=210
        ).to_json()  # fmt: skip
        moved = [old["key"] for old, new in zip(shipped["fields"], own["fields"], strict=True) if old != new]
        assert moved == ["date"]
        assert set(certificates.PrintRun.objects.values_list("individual_layout__versions__layout", flat=True)) == {
            layout.pk
        }

    def test_the_chair_approved_a_proof_of_each_kind(self, var):
        rows = certificates.Proof.objects.order_by("recipient_kind").values_list(
            "recipient_kind", "is_approved", "settled_by__username"
        )
        assert list(rows) == [("collective", True, "chutri"), ("individual", True, "chutri")]

    def test_two_spoiled_sheets_were_printed_again_and_nothing_is_red(self, var):
        whole, again = certificates.PrintRun.objects.order_by("id")
        assert (whole.sheets.count(), again.sheets.count(), again.accepted_reason) == (9, 2, "")
        assert set(whole.sheets.filter(state="spoiled").values_list("award")) == set(again.sheets.values_list("award"))
        assert list(open_spoiled(whole)) == []
        kept = certificates.IssuedFile.objects.all()
        assert kept.count() == 9
        assert all(stored_bytes(file.certificate).startswith(b"%PDF") for file in kept)

    def test_certificates_lived_on_after_the_ceremony(self, var):
        rows = certificates.CertificateAct.objects.exclude(action="reprint").order_by("id")
        assert [(act.action, act.certificate.award.recipient_name, act.paper_number) for act in rows] == [
            ("exchange", "Lê Thị Bích Liên", "Đơn đề nghị cấp đổi"),
            ("revoke", "Đặng Xuân Ước", "58-QĐ/ĐU"),
        ]
        exchanged, revoked = (act.certificate for act in rows)
        assert (status_of(exchanged), status_of(exchanged.replaced_by)) == ("replaced", "valid")
        assert status_of(revoked) == "revoked"
        slip = certificates.CorrectionSlip.objects.get()
        assert (slip.state, slip.after) == ("asked", {"recipient_name": "Y Khŭt Ñuôl Êban"})

    def test_a_ceremony_was_held_and_another_one_needs_its_script_again(self, var):
        held = Ceremony.objects.get(state="held")
        presence = held.places.exclude(presence="present").values_list("award__recipient_name", "presence")
        assert set(presence) == {("Lê Thị Bích Liên", "stand_in"), ("Y Khŭt Ñuôl", "absent")}
        assert set(held.papers.values_list("kind", flat=True)) == set(CeremonyPaperKind)
        assert held.payment_lists.get().lines.count() == 9
        days = Award.objects.filter(ceremony_places__ceremony=held).values_list("conferred_on", flat=True)
        assert set(days) == {date(2023, 1, 19), date(2023, 2, 3)}
        coming = Ceremony.objects.get(state="preparing")
        assert coming.is_hand_ordered
        assert [box.kind for box in accordance(coming).red] == ["script"]

    def test_letters_wait_for_a_server_and_only_new_notices_are_unread(self, var):
        mails = Mail.objects.values_list("to_address", "state", "event")
        assert {event for _, _, event in mails} >= {"appraisal_asked", "opinion_asked", "substituted"}
        assert all(address.endswith("@vidu.example") and state == "waiting" for address, state, _ in mails)
        assert Notice.objects.exclude(read_at=None).exists()
        newest_read = Notice.objects.exclude(read_at=None).latest("at").at
        oldest_unread = Notice.objects.filter(read_at=None).earliest("at").at
        assert newest_read < oldest_unread
        assert timezone.now() - oldest_unread < timedelta(days=2, hours=1)

    def test_an_office_s_own_system_is_neither_filled_nor_listed(self, var, settings):
        settings.DEMO_MODE = False
        for name in ("seed_demo", "demo_accounts"):
            with pytest.raises(CommandError, match="không ở chế độ dùng thử"):
                told(name)


def journey(folder: Path, data: str, *program: str) -> subprocess.CompletedProcess:
    """Run a whole round in a process of its own, as somebody at a terminal would with manage.py."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VINHDANH_VAR": str(folder),
        "DATABASE_URL": "",
    }
    return subprocess.run(
        [sys.executable, *(program or ("-m", "tests.migrated")), "journey", data],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def sheets(path: Path) -> list[str]:
    """Return the text of each page with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_the_shipped_round_runs_to_its_papers(tmp_path):
    done = journey(tmp_path, "xa-2022", "manage.py")
    assert done.returncode == 0, done.stderr
    rewarded = [row["name"] for part in ("collectives", "individuals") for row in SHIPPED[part] if row["rewarded"]]
    pages = sheets(tmp_path / "journey/giay-khen.pdf")
    assert len(pages) == len(rewarded) == 9
    collectives = [row["name"] for row in SHIPPED["collectives"] if row["rewarded"]]
    assert len(collectives) == 6
    assert all(any(name.lower() in page.lower() for name in collectives) for page in pages[:6]), (
        "collectives come first"
    )
    decision = " ".join(sheets(tmp_path / "journey/quyet-dinh.pdf")).lower()
    assert [name for name in rewarded if name.lower() not in decision] == []
    stage = tmp_path / "journey/le-trao"
    assert sorted(path.name for path in stage.iterdir()) == [
        "diem-danh.pdf", "kich-ban.pdf", "nhan-khung.pdf", "so-do-luot.pdf", "so-giao-nhan.pdf", "the-ghe.pdf",
        "tien-thuong.pdf",
    ]  # fmt: skip
    for paper in stage.iterdir():
        said = " ".join(sheets(paper)).lower()
        assert [name for name in rewarded if name.split()[-1].lower() not in said] == [], paper.name
    assert "Không vào danh sách chi. Hội Liên hiệp Phụ nữ xã" in done.stdout, "no rule names its multiple"
    table = [line for line in done.stdout.splitlines() if line.startswith("2022-")]
    assert len(table) == 21
    assert sum("Đã cấp" in line for line in table) == 9
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("journey-db")] == [], (
        "its database is removed"
    )


def test_another_committee_s_round_runs_too(tmp_path):
    file = tmp_path / "xa-khac.json"
    file.write_text(json.dumps(SMALL, ensure_ascii=False), encoding="utf-8")
    done = journey(tmp_path, str(file))
    assert done.returncode == 0, done.stderr
    (page,) = sheets(tmp_path / "journey/giay-khen.pdf")
    assert "chi bộ ấp hòa đông" in page.lower()
    assert "Hòa Lạc" in page
    assert "Y Khŭt Ñuôl" in done.stdout


def without(*path: str) -> dict:
    """Return the small file without a part of it."""
    data = copy.deepcopy(SMALL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return data


def with_value(value, *path) -> dict:
    """Return the small file with another value somewhere."""
    data = copy.deepcopy(SMALL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


BAD = {
    "not JSON": (b"{", "không đúng dạng JSON"),
    "another encoding": ('{"committee": "Đảng bộ"}'.encode("utf-16"), "không đúng dạng JSON, mã UTF-8"),
    "a list": ([], "đối tượng JSON"),
    "no committee": (without("committee"), "thiếu phần “committee”"),
    "no lines": (without("individuals"), "thiếu phần “individuals”"),
    "no organ": (without("committee", "organ"), "thiếu trường 'organ'"),
    "no name": (without("collectives", 0, "name"), "thiếu trường 'name'"),
    "a collective that is text": (with_value(["Chi bộ ấp Hòa Đông"], "collectives"), "không đúng dạng"),
    "a committee that is text": (with_value("Đảng bộ xã Hòa Lạc", "committee"), "không đúng dạng"),
    "a name that is a number": (with_value(7, "individuals", 0, "name"), "không đúng dạng"),
    "a year of birth in words": (with_value("mười chín bảy lăm", "individuals", 0, "birth_year"), "không đúng dạng"),
    "a proposer that nobody knows": (with_value("Chi bộ ấp Lạ", "individuals", 0, "proposed_by"), "Chi bộ ấp Lạ"),
    "an empty place": (with_value("", "committee", "place"), "không được để trống"),
    "a year in words": (with_value("hai mươi", "round", "year"), "phải là một năm"),
    "a year long ago": (with_value(1890, "round", "year"), "phải là một năm"),
    "the same cell twice": (with_value([SMALL["collectives"][0]] * 2, "collectives"), "trùng"),
    "nobody proposed": (
        with_value([], "individuals") | {"collectives": [], "proposing_only": [{"name": "Chi bộ A", "kind": "cell"}]},
        "không có tập thể, cá nhân nào",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, case):
    content, words = BAD[case]
    file = tmp_path / "du-lieu.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    with pytest.raises(RoundDataRefused, match=words):
        round_data.load(str(file))


def test_a_file_that_does_not_exist_is_named_with_what_there_is():
    with pytest.raises(RoundDataRefused, match="xa-2022"):
        round_data.load("khong-co.json")


def test_a_form_that_the_committee_may_not_give_stops_with_the_clause(tmp_path):
    file = tmp_path / "du-lieu.json"
    file.write_text(json.dumps(with_value("bang_khen", "round", "award_form")), encoding="utf-8")
    done = journey(tmp_path, str(file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "ằng khen" in done.stderr
