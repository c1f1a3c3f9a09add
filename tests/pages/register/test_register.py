"""Pages of the register: found without accents, read by those who may, acted on after a page that says what will happen."""

import pytest
from django.conf import settings
from django.urls import reverse

from certificates.models import CertificateAct, IssuedCertificate, PrintRun
from certificates.services import acts
from certificates.services.register import status_of, stored_bytes
from certificates.services.sheets import lay_down
from certificates.services.slips import ask_slip
from nominations.models import Award
from runs.services import start_run
from tests.certificates.issuing import entered, with_file
from tests.clerks import approved_lines, draft, number
from tests.factories import NOW

from .reading import asked, browser, page_of, text_of


def test_the_list_is_searched_and_narrowed(issued):
    w, decision, [chi_bo, lien, uoc] = issued
    new = acts.exchange(uoc, reason="damaged", note="Rách.", actor=w.clerk, at=NOW)
    client, address = browser(w.clerk), reverse("certificates:register")

    def found(**chosen) -> list[int]:
        return [row.pk for row in client.get(address, chosen).context["page"].object_list]

    everything = [chi_bo.pk, lien.pk, new.pk]
    assert found() == everything
    assert found(trang_thai="all") == [chi_bo.pk, lien.pk, uoc.pk, new.pk]
    assert found(trang_thai="replaced") == [uoc.pk]
    assert found(q="bich lien") == found(q="Bích LIÊN") == found(q="202") == found(q=lien.code.lower()) == [lien.pk]
    assert found(q="xuan uoc") == [new.pk]
    assert found(q="khong co ai") == []
    assert found(nam="2026", hinh_thuc="giay_khen", doi_tuong="collective") == [chi_bo.pk]
    assert found(quyet_dinh=decision.number_text.lower()) == everything
    assert found(quyet_dinh="99") == []
    assert found(xep="moi")[0] == new.pk
    assert found(nam="bay", trang_thai="x") == everything
    assert found(trang_thai="revoked") == []
    said = text_of(client.get(address))
    assert "3 giấy" in said
    assert "Bản 2, cấp đổi" in said
    assert "Không tìm thấy giấy nào" in text_of(client.get(address, {"q": "zzz"}))


def test_the_list_goes_out_as_a_file(issued):
    w, _, certificates = issued
    client = browser(w.inspector)
    csv = client.get(reverse("certificates:register_file", args=["csv"]), {"q": "lien"}).content.decode("utf-8-sig")
    rows = csv.splitlines()
    assert rows[0].startswith("Số vào sổ,Hình thức")
    assert len(rows) == 2
    assert certificates[1].recipient_name in rows[1]
    assert client.get(reverse("certificates:register_file", args=["xlsx"])).content.startswith(b"PK")
    assert client.get(reverse("certificates:register_file", args=["exe"])).status_code == 404


def test_an_empty_register_says_what_fills_it(kept, db):
    assert "Sổ còn trống" in text_of(browser(kept[0].province_clerk).get(reverse("certificates:register")))


def test_inspectors_and_chairs_read_and_see_no_buttons(issued):
    w, _, [_, lien, _] = issued
    for who in (w.inspector, w.chair):
        said = text_of(browser(who).get(page_of(lien)))
        assert "Còn hiệu lực" in said
        assert page_of(lien, "act", "thu-hoi") not in said
        refused = browser(who).get(page_of(lien, "act", "thu-hoi"))
        assert refused.status_code == 403
    assert browser(w.appraiser).get(page_of(lien)).status_code == 403
    assert browser(w.province_clerk).get(page_of(lien)).status_code == 404


def test_the_page_tells_what_it_says_and_what_happened(issued):
    w, _, [_, lien, _] = issued
    acts.reprint(lien, reason="Kẹt giấy.", actor=w.clerk, at=NOW)
    said = text_of(browser(w.clerk).get(page_of(lien)))
    for part in (
        lien.recipient_name, "Đồng chí", "07-QĐ/ĐU", "In lại 1 lần", "Kẹt giấy.", "Vào sổ, lập giấy",
        "Chưa lập tệp PDF", "Cấp đổi", "Cấp lại", "Thu hồi", "Đính chính",
    ):  # fmt: skip
        assert part in said, part


def test_the_pdf_is_the_kept_one_or_none(issued):
    w, _, [_, lien, _] = issued
    client = browser(w.inspector)
    assert client.get(page_of(lien, "certificate_pdf")).status_code == 404
    with_file(lien)
    answer = client.get(page_of(lien, "certificate_pdf"))
    assert answer.content == stored_bytes(lien)
    assert answer["Content-Type"] == "application/pdf"
    saved = client.get(page_of(lien, "certificate_pdf"), {"tai-ve": 1})
    assert saved["Content-Disposition"].startswith("attachment")
    [path] = settings.MEDIA_ROOT.rglob(f"{lien.file.sha256}.pdf")
    path.write_bytes(b"%PDF changed")
    lost = client.get(page_of(lien, "certificate_pdf"))
    assert lost.status_code == 409
    assert "không còn đúng như lúc lưu" in text_of(lost)


TYPED = {
    "in-lai": {"reason": "Kẹt giấy."},
    "cap-doi": {"reason": "damaged", "note": "Bị ướt.", "paper_number": "Đơn", "paper_on": "3/5/2026"},
    "cap-lai": {"note": "Thất lạc.", "paper_number": "Bản tường trình", "paper_on": "3/5/2026"},
    "thu-hoi": {
        "reason": "false_declaration", "note": "Kê khai sai.", "paper_number": "31-QĐ/ĐU", "paper_on": "4/5/2026",
        "is_object_returned": "no", "is_money_returned": "yes",
    },
}  # fmt: skip
KEY = "8a2b8a4e-0a5e-4d0a-9d3b-6f1f5c1c0001"


@pytest.mark.parametrize(
    ("word", "effect", "public"),
    [
        ("in-lai", "không đổi, vẫn ghi “Còn hiệu lực”", "Còn hiệu lực"),
        ("cap-doi", "mã của tờ cũ ghi “Đã được thay bằng bản khác”", "Đã được thay bằng bản khác"),
        ("cap-lai", "mã của tờ cũ ghi “Đã được thay bằng bản khác”", "Đã được thay bằng bản khác"),
        ("thu-hoi", "mọi mã của giấy này ghi “Đã bị thu hồi”", "Đã bị thu hồi"),
    ],
)
def test_an_act_asks_says_what_will_happen_and_does_it_once(issued, word, effect, public):
    w, _, [_, lien, _] = issued
    client, address = browser(w.clerk), page_of(lien, "act", word)
    assert 'name="submission_key"' in client.get(address).content.decode()
    typed = TYPED[word] | {"submission_key": KEY}
    confirm = client.post(address, typed)
    assert effect in text_of(confirm)
    assert not CertificateAct.objects.exists()
    corrected = client.post(address, typed | {"sua": "1"})
    assert next(iter(TYPED[word].values())) in corrected.content.decode()
    for _ in range(2):
        answer = client.post(address, typed | {"dong_y": "1"}, follow=True)
    assert answer.status_code == 200
    assert "Việc tiếp theo" in text_of(answer)
    assert CertificateAct.objects.count() == 1
    check = client.get(reverse("certificates:check_code", args=[lien.code]))
    assert public in text_of(check)


@pytest.mark.parametrize("word", TYPED)
def test_what_is_refused_keeps_what_was_typed(issued, word):
    w, _, [_, lien, _] = issued
    client, address = browser(w.clerk), page_of(lien, "act", word)
    empty = client.post(address, {"submission_key": KEY, "paper_on": "31/2/2026", "note": "Giữ chữ này"})
    assert empty.status_code == 422
    assert word == "in-lai" or "Giữ chữ này" in empty.content.decode()
    acts.revoke(
        lien, reason="false_papers", note="Giả.", paper_number="30-QĐ/ĐU", paper_on=NOW.date(), is_object_returned=False,
        is_money_returned=False, actor=w.clerk, at=NOW,
    )  # fmt: skip
    refused = client.post(address, TYPED[word] | {"submission_key": KEY, "dong_y": "1"})
    assert refused.status_code == 422
    assert "đã bị thu hồi theo Quyết định số 30-QĐ/ĐU" in text_of(refused)
    assert next(iter(TYPED[word].values())) in refused.content.decode()


def test_what_will_be_refused_is_said_before_anything_is_confirmed(issued):
    w, _, [_, lien, _] = issued
    client, address = browser(w.clerk), page_of(lien, "act", "thu-hoi")
    early = client.post(address, TYPED["thu-hoi"] | {"submission_key": KEY, "paper_on": "5/5/2026"})
    assert early.status_code == 422
    assert "Ngày văn bản 05/5/2026 chưa tới" in text_of(early)
    assert 'value="5/5/2026"' in text_of(early)
    assert not CertificateAct.objects.exists()
    assert status_of(lien) == "valid"


def test_while_a_slip_is_open_the_page_leads_to_it_and_offers_no_acts(issued):
    w, _, [_, lien, _] = issued
    slip = ask_slip(lien, after={"recipient_name": "Lê Thị Liễn"}, grounds="Đơn.", actor=w.clerk, at=NOW)
    client = browser(w.clerk)
    page = client.get(page_of(lien))
    assert "Đang có phiếu đính chính, chờ duyệt" in text_of(page)
    assert reverse("certificates:slip", args=[slip.pk]) in text_of(page)
    assert f"Họ tên, tên tập thể: “{lien.recipient_name}” thành “Lê Thị Liễn”" in text_of(page)
    for address in (page_of(lien, "slip_new"), *(page_of(lien, "act", word) for word in TYPED)):
        assert address not in text_of(page)
        refused = client.get(address)
        assert refused.status_code == 409
        assert "Đồng chí làm xong phiếu đó trước" in text_of(refused)


def test_what_comes_back_later_is_written_beside_the_revocation(issued):
    w, _, [_, lien, _] = issued
    client, address = browser(w.clerk), page_of(lien, "record_return")
    assert client.get(address).status_code == 404
    acts.revoke(
        lien, reason="false_papers", note="Giả.", paper_number="30-QĐ/ĐU", paper_on=NOW.date(), is_object_returned=True,
        is_money_returned=False, actor=w.clerk, at=NOW,
    )  # fmt: skip
    assert address in client.get(page_of(lien)).content.decode()
    assert "is_object" not in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"is_money": "on", "note": "Phiếu thu 12"}).status_code == 302
    said = text_of(client.get(page_of(lien)))
    assert "tiền thưởng" in said
    assert "Phiếu thu 12" in said
    assert address not in said


def printed(w, decision, certificates, **sheet) -> None:
    """Put certificates on the sheets of a print run."""
    work = start_run(kind="certificates", title="In", payload={}, weights=[1], actor=w.clerk, at=NOW)
    printing = PrintRun.objects.create(decision=decision, run=work, dated_on=NOW.date(), printer_name="Canon ở văn thư")
    lay_down(printing, [(certificate.award_id, certificate.pk) for certificate in certificates])
    printing.sheets.update(**sheet)


def test_the_page_says_on_which_sheets_it_was_printed(issued):
    w, decision, certificates = issued
    printed(w, decision, certificates, state="spoiled", spoiled_because="Lem mực", settled_at=NOW)
    printed(w, decision, certificates, state="printed", settled_at=NOW)
    said = text_of(browser(w.inspector).get(page_of(certificates[1])))
    for part in (
        "2 tờ trong các lượt in",
        "tờ 2: hỏng (Lem mực)",
        "tờ 2: đã in",
        "Canon ở văn thư",
        w.clerk.full_name,
    ):
        assert part in said, part


def test_longer_lists_and_lives_ask_no_more(issued):
    w, decision, certificates = issued
    client = browser(w.clerk)
    printed(w, decision, certificates)
    pages = [reverse("certificates:register"), page_of(certificates[1])]
    before = [asked(client, page) for page in pages]
    entered(w, number(w, draft(w, nominations=approved_lines(w, collective="Chi bộ ấp 9"))))
    for _ in range(3):
        acts.reprint(certificates[1], reason="Kẹt.", actor=w.clerk, at=NOW)
        printed(w, decision, certificates)
    assert IssuedCertificate.objects.count() == 6
    after = [asked(client, page) for page in pages]
    assert after == before
    assert max(after) <= 20, after


def test_markup_in_a_name_stays_text(issued):
    w, _, [_, lien, _] = issued
    Award.objects.filter(pk=lien.award_id).update(name_key="script")
    said = browser(w.clerk).get(reverse("certificates:register"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in said
