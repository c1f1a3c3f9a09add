"""Pages of correction slips: old and new side by side, settled by a second person, carried out from the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.models import CorrectionSlip, IssuedCertificate
from certificates.services.kept import digest
from certificates.services.slips import ask_slip, settle_slip
from permissions.models import RoleAssignment
from tests.factories import NOW

from .reading import asked, browser, page_of, text_of

KEY = "8a2b8a4e-0a5e-4d0a-9d3b-6f1f5c1c0002"


@pytest.fixture
def slip(issued):
    """A slip that waits, on the second certificate."""
    w, _, [_, lien, _] = issued
    return ask_slip(
        lien, after={"recipient_name": "Lê Thị Bích Liễn"}, grounds="Giấy khai sinh.", actor=w.clerk, at=NOW
    )


def address_of(slip, name: str = "slip", *more) -> str:
    return reverse(f"certificates:{name}", args=[slip.pk, *more])


def test_from_the_form_to_the_new_certificate(issued):
    w, _, [_, lien, _] = issued
    clerk, chair = browser(w.clerk), browser(w.chair)
    address = page_of(lien, "slip_new")
    initial = clerk.get(address).context["form"].initial
    typed = {name: value for name, value in initial.items() if value is not False} | {"submission_key": KEY}
    same = clerk.post(address, typed | {"grounds": "Giấy khai sinh"})
    assert same.status_code == 422
    assert "Phiếu chưa sửa chữ nào" in text_of(same)
    assert "Giấy khai sinh" in text_of(same)
    right = typed | {"recipient_name": "Lê Thị Bích Liễn", "grounds": "Giấy khai sinh"}
    said = text_of(clerk.post(address, right, follow=True))
    made = CorrectionSlip.objects.get()
    for part in (initial["recipient_name"], "Lê Thị Bích Liễn", "Chờ duyệt", w.chair.full_name):
        assert part in said, part
    assert "đang chờ" in text_of(clerk.get(reverse("certificates:register")))
    assert "không tự duyệt" in text_of(clerk.get(address_of(made)))
    own = clerk.post(address_of(made), {"is_approved": "yes", "note": "x"})
    assert own.status_code == 422
    assert "Người lập phiếu không tự duyệt" in text_of(own)
    assert chair.post(address_of(made), {"is_approved": "no"}).status_code == 422
    approved = chair.post(address_of(made), {"is_approved": "yes", "paper_on": "4/5/2026"}, follow=True)
    assert "Đã duyệt, chờ cấp đổi" in text_of(approved)
    assert address_of(made, "slip_carry") not in text_of(approved)
    assert chair.post(address_of(made, "slip_carry")).status_code == 403
    new = text_of(clerk.post(address_of(made, "slip_carry"), follow=True))
    assert "Đã cấp đổi. Đây là bản 2" in new
    assert IssuedCertificate.objects.get(replaces=lien).recipient_name == "Lê Thị Bích Liễn"
    assert "Đã cấp đổi" in text_of(clerk.get(address_of(made)))


def test_a_slip_waits_on_the_first_page_of_who_settles_it_and_then_of_the_clerk(issued, slip):
    w, home = issued[0], reverse("workflows:home")
    assert address_of(slip) in text_of(browser(w.chair).get(home))
    assert address_of(slip) not in text_of(browser(w.clerk).get(home))
    settle_slip(slip, is_approved=True, actor=w.chair, at=NOW)
    assert "Cấp đổi theo phiếu đính chính" in text_of(browser(w.clerk).get(home))
    assert address_of(slip) not in text_of(browser(w.chair).get(home))


def test_an_own_slip_waits_on_the_first_page_where_its_writer_may_approve_it(issued, slip):
    w, home = issued[0], reverse("workflows:home")
    clerk = browser(w.clerk)
    RoleAssignment.objects.filter(user=w.chair, role="chair").update(ends_on=NOW.date() - timedelta(days=1))
    alone = text_of(clerk.get(home))
    assert address_of(slip) in alone
    assert "Đồng chí được tự duyệt, ghi lý do một người làm hai việc" in alone
    before = asked(clerk, home)
    for certificate in (issued[2][0], issued[2][2]):
        ask_slip(certificate, after={"address": "Bạn"}, grounds="Đơn.", actor=w.clerk, at=NOW)
    assert asked(clerk, home) == before
    own = clerk.post(address_of(slip), {"is_approved": "yes"})
    assert own.status_code == 422
    assert "Đồng chí ghi lý do một người làm hai việc" in text_of(own)


def test_a_collective_is_never_asked_whether_it_has_died(issued):
    w, _, [chi_bo, lien, _] = issued
    clerk, form = browser(w.clerk), "is_posthumous"
    assert form not in clerk.get(page_of(chi_bo, "slip_new")).context["form"].fields
    assert form in clerk.get(page_of(lien, "slip_new")).context["form"].fields
    typed = clerk.get(page_of(chi_bo, "slip_new")).context["form"].initial
    right = {name: value for name, value in typed.items() if value is not False} | {
        "unit_text": "Đảng bộ xã Tân Mỹ Đông"
    }
    clerk.post(page_of(chi_bo, "slip_new"), right | {"grounds": "Đơn.", "submission_key": KEY})
    assert CorrectionSlip.objects.get().after == {"unit_text": "Đảng bộ xã Tân Mỹ Đông"}


def test_the_annex_is_had_as_pdf_and_word(issued, slip):
    client = browser(issued[0].inspector)
    pdf = client.get(address_of(slip, "annex", "pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert client.get(address_of(slip, "annex", "docx")).content.startswith(b"PK")
    assert client.get(address_of(slip, "annex", "txt")).status_code == 404


def test_the_kept_annex_is_served_or_said_to_be_lost(issued, slip, settings):
    w = issued[0]
    chair = browser(w.chair)
    said = text_of(chair.post(address_of(slip), {"is_approved": "yes", "paper_number": "05-PL/ĐU"}, follow=True))
    annex = slip.annex
    assert annex.sha256[:8] in said
    assert digest(chair.get(address_of(slip, "annex", "pdf")).content) == annex.sha256
    [path] = settings.MEDIA_ROOT.rglob(f"{annex.sha256}.pdf")
    path.write_bytes(b"%PDF changed")
    lost = chair.get(address_of(slip, "annex", "pdf"))
    assert lost.status_code == 409
    assert "không còn đúng như lúc lưu" in text_of(lost)


def test_an_approval_that_was_taken_back_is_told_as_such_and_keeps_its_annex(issued, slip):
    w = issued[0]
    chair = browser(w.chair)
    chair.post(address_of(slip), {"is_approved": "yes"})
    said = text_of(chair.post(address_of(slip), {"is_approved": "no", "note": "Gia đình rút đơn."}, follow=True))
    assert "Phụ lục của lần duyệt đã bỏ, PDF" in said
    assert "Phụ lục đính chính, Word" not in said
    assert "Bỏ phiếu đã duyệt" in said
    assert chair.get(address_of(slip, "annex", "pdf")).status_code == 200
    assert chair.get(address_of(slip, "annex", "docx")).status_code == 404
    life = text_of(chair.get(page_of(slip.certificate)))
    assert "Bỏ phiếu đính chính đã duyệt" in life
    assert "Gia đình rút đơn." in life


def test_a_slip_that_was_refused_has_no_annex(issued, slip):
    settle_slip(slip, is_approved=False, note="Nhầm.", actor=issued[0].chair, at=NOW)
    client = browser(issued[0].clerk)
    assert "Phụ lục đính chính, PDF" not in text_of(client.get(address_of(slip)))
    assert {client.get(address_of(slip, "annex", form)).status_code for form in ("pdf", "docx")} == {404}


def test_who_may_only_read_settles_nothing(issued, slip):
    w = issued[0]
    reader = browser(w.inspector)
    assert "Ghi kết luận" not in text_of(reader.get(address_of(slip)))
    assert reader.post(address_of(slip), {"is_approved": "yes"}).status_code == 403
    assert reader.post(address_of(slip, "slip_carry")).status_code == 403
    assert browser(w.province_clerk).get(address_of(slip)).status_code == 404
    assert browser(w.appraiser).get(address_of(slip)).status_code == 403


def test_a_slip_that_is_not_approved_is_not_carried_out(issued, slip):
    answer = browser(issued[0].clerk).post(address_of(slip, "slip_carry"))
    assert answer.status_code == 422
    assert "chưa cấp đổi được" in text_of(answer)


def test_the_list_of_slips(issued, slip):
    w, _, [chi_bo, _, uoc] = issued
    client, address = browser(w.clerk), reverse("certificates:slips")
    before = asked(client, address)
    for certificate in (chi_bo, uoc):
        ask_slip(certificate, after={"address": "Bạn"}, grounds="Đơn.", actor=w.clerk, at=NOW)
    assert asked(client, address) == before
    assert "Lê Thị Bích Liễn" in text_of(client.get(address))
    assert "Không có phiếu nào như vậy" in text_of(client.get(address, {"trang_thai": "done"}))
    assert "Chưa có phiếu đính chính nào" in text_of(browser(w.province_clerk).get(address))
