"""The administrator's pages: who may enter, what each act does, how refusals read."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from documents.models import NumberSeries
from history.models import Entry
from organizations.models import Signer, Unit, UnitKind
from permissions.models import RoleAssignment
from permissions.roles import ROLE_DESCRIPTIONS, Capability, Role
from tests.factories import START, role, unit, user

OWN, OTHER = "own", "other"


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def office(w):
    """The browser of the commune's administrator."""
    return client_of(w.administrator)


def records(w, where: str) -> dict[str, object]:
    """One record of each kind in the administrator's area, or outside it."""
    inside = where == OWN
    person = w.secretary if inside else w.other_secretary
    committee = w.commune if inside else w.province
    return {
        "unit": w.cell if inside else w.other_cell, "person": person, "role": person.assignments.get(),
        "signer": Signer.objects.get(unit=committee), "series": NumberSeries.objects.filter(unit=committee).first(),
    }  # fmt: skip


PLAIN = [
    "permissions:admin", "permissions:units", "permissions:unit_new", "permissions:units_new", "permissions:people", "permissions:person_new",
    "permissions:people_new", "permissions:roles", "permissions:signers", "permissions:signer_new", "permissions:award_rights",
    "permissions:award_right_new", "permissions:authority_new", "workflows:series_admin", "workflows:series_new",
    "workflows:rules", "workflows:voting_rule_new", "workflows:separation_rule_new",
]  # fmt: skip
OF_A_RECORD = {
    "permissions:unit": "unit", "permissions:unit_change": "unit", "permissions:unit_close": "unit", "permissions:unit_role_give": "unit",
    "permissions:person": "person", "permissions:person_edit": "person", "permissions:person_password": "person",
    "permissions:person_stop": "person", "permissions:person_resume": "person", "permissions:role_give": "person",
    "permissions:role_end": "role", "permissions:signer_end": "signer", "workflows:series_next": "series",
}  # fmt: skip
FOR_EVERYBODY = ["permissions:award_right_new", "permissions:authority_new"]


def address(name: str, w, where: str = OWN) -> str:
    return reverse(name, args=[records(w, where)[OF_A_RECORD[name]].pk]) if name in OF_A_RECORD else reverse(name)


@pytest.mark.parametrize("name", [*PLAIN, *OF_A_RECORD])
def test_the_administrator_enters_every_page_of_the_area(w, office, name):
    answer = office.get(address(name, w))
    assert answer.status_code == 200
    assert len(re.findall("<h1", answer.text)) == 1
    assert answer.text.count("btn--main") <= 1


@pytest.mark.parametrize("name", OF_A_RECORD)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_lies_outside_the_area_is_not_there(w, office, name, method):
    assert getattr(office, method)(address(name, w, OTHER)).status_code == 404


@pytest.mark.parametrize("name", [*PLAIN, *OF_A_RECORD])
def test_nobody_else_enters(w, name):
    path = address(name, w)
    for person in (
        w.secretary,
        w.appraiser,
        w.clerk,
        w.chair,
        w.inspector,
        user("chief", is_superuser=True, is_staff=True),
    ):
        client = client_of(person)
        assert client.get(path).status_code == 403, person
        assert client.post(path, {"reason": "Thử"}).status_code == 403, person
    visitor = Client().get(path)
    assert visitor.status_code == 302 and "/tai-khoan/dang-nhap/" in visitor["Location"]
    former = user("quantri-cu")
    role(former, Role.ADMINISTRATOR, w.commune, ends_on=START)
    assert client_of(former).get(path).status_code == 403


def test_an_administrator_of_a_neighbour_sees_only_the_neighbour(w):
    neighbour = user("quantri-hoalac")
    role(neighbour, Role.ADMINISTRATOR, w.other_commune)
    client = client_of(neighbour)
    for name in OF_A_RECORD:
        assert client.get(address(name, w)).status_code == 404, name
    page = client.get(reverse("permissions:people"))
    assert "Lâm Văn Ước" in page.text and "Nguyễn Thị Hạnh" not in page.text
    for name in FOR_EVERYBODY:  # there are two administrators now, and neither stands above the other
        assert client.get(reverse(name)).status_code == 403
    assert "người quản trị cấp trên" in client.get(reverse("permissions:award_rights")).text


def test_the_first_page_says_what_is_missing_and_where_to_mend_it(w, office):
    Signer.objects.all().delete()
    NumberSeries.objects.filter(unit=w.commune, document_type="quyet_dinh").delete()
    for which in (Role.APPRAISER, Role.CHAIR, Role.RECORDS_CLERK):
        RoleAssignment.objects.filter(role=which, unit=w.commune).delete()
    RoleAssignment.objects.filter(role=Role.MEMBER, unit=w.commune).exclude(user__in=w.members[:2]).delete()
    RoleAssignment.objects.filter(unit=w.sibling).delete()
    page = office.get(reverse("permissions:admin")).text
    for sentence in (
        "Chưa có cán bộ thẩm định", "mới có 2 ủy viên", "Chưa có người chủ trì", "Chưa có văn thư", "Chưa có người ký", "Chưa mở sổ số quyết định",
        "1 chi bộ chưa có ai lập hồ sơ", "Chi bộ ấp Tân Bình 2",
    ):  # fmt: skip
        assert sentence in page, sentence
    assert "Chưa mở sổ khen thưởng" not in page
    for link in re.findall(r'class="act" href="(/quan-tri/[^"]+)"', page):
        assert office.get(link.replace("&amp;", "&")).status_code == 200, link


def test_a_chair_without_a_vote_is_given_one_and_no_second_account(w, office):
    RoleAssignment.objects.filter(role=Role.MEMBER, unit=w.commune, user=w.chair).delete()
    page = office.get(reverse("permissions:admin")).text
    [link] = re.findall(r'href="([^"]+)">Giao thêm vai trò Ủy viên cho người chủ trì', page)
    form = office.get(link.replace("&amp;", "&")).text
    assert w.chair.full_name in form and re.search(r'value="member"[^>]* checked', form)
    assert f'<option value="{w.commune.pk}" selected' in form


def test_a_complete_office_hears_that_nothing_is_missing(w, office):
    page = office.get(reverse("permissions:admin")).text
    assert "Không thiếu gì" in page and "Thiếu:" not in page


def test_units_are_read_as_a_tree_and_found_without_accents(w, office):
    page = office.get(reverse("permissions:units")).text
    assert (
        page.index("Đảng bộ xã Tân Mỹ</a>")
        < page.index("Chi bộ ấp Tân Bình 1</a>")
        < page.index("Chi bộ ấp Tân Bình 2</a>")
    )
    assert "Hòa Lạc" not in page
    found = office.get(reverse("permissions:units"), {"q": "ap tan binh 2"}).text
    assert "Chi bộ ấp Tân Bình 2</a>" in found and "Chi bộ ấp Tân Bình 1</a>" not in found
    assert "Không có đơn vị nào như vậy" in office.get(reverse("permissions:units"), {"q": "khong co"}).text


def test_lists_of_a_hundred_cells_have_pages_and_ask_no_more_questions(w, office):
    def questions(path):
        with CaptureQueriesContext(connection) as asked:
            assert office.get(path).status_code == 200
        return len(asked)

    lists = [
        reverse(name)
        for name in (
            "permissions:units",
            "permissions:people",
            "permissions:admin",
            "workflows:series_admin",
            "permissions:signers",
        )
    ]
    office.get(lists[0])
    before = [questions(path) for path in lists]
    for i in range(100):
        cell = unit("cell", f"Chi bộ ấp Mới {i}", w.commune)
        role(user(f"bithu{i}", f"Trần Văn {i}"), Role.CELL_OFFICER, cell, position_title="Bí thư")
        if i < 3:
            Signer.objects.create(unit=w.commune, full_name=f"Người Ký {i}", position="Phó Bí thư", starts_on=START)
            NumberSeries.objects.create(unit=w.commune, document_type="to_trinh", term=f"{i}", starts_on=START)
    assert [questions(path) for path in lists] == before
    assert max(before) <= 15
    first = office.get(lists[0]).text
    assert "Trang 1 trong 3" in first
    assert "Trang 3 trong 3" in office.get(lists[0], {"trang": 3}).text


NEW_UNIT = {"name": "Chi bộ ấp Tân Mới", "starts_on": "1/9/2026", "source": "Quyết định 20-QĐ/ĐU"}


def test_a_new_unit_has_a_first_period_and_a_place_in_history(w, office):
    data = NEW_UNIT | {"kind": UnitKind.objects.get(code="cell").pk, "parent": w.commune.pk}
    answer = office.post(reverse("permissions:unit_new"), data, follow=True)
    made = Unit.objects.get(name="Chi bộ ấp Tân Mới")
    assert "Đã lập Chi bộ ấp Tân Mới" in answer.text
    assert made.versions.get().source == "Quyết định 20-QĐ/ĐU"
    assert Entry.objects.get(verb="Lập đơn vị", subject_id=made.pk).actor_name == "Hồ Minh Nhật"
    again = office.post(reverse("permissions:unit_new"), data)
    assert (
        again.status_code == 422
        and "đã có đơn vị trực thuộc tên này" in again.text
        and 'value="Chi bộ ấp Tân Mới"' in again.text
    )


def test_a_committee_gets_its_usual_names_and_may_award(w, office):
    above = user("quantri-tinh")
    role(above, Role.ADMINISTRATOR, w.province)
    data = {
        "kind": UnitKind.objects.get(code="commune").pk,
        "name": "Đảng bộ phường An Bình",
        "parent": w.province.pk,
        "starts_on": "1/9/2026",
    }
    client_of(above).post(reverse("permissions:unit_new"), data)
    made = Unit.objects.get(name="Đảng bộ phường An Bình")
    assert (made.organ_name, made.place) == ("Đảng ủy phường An Bình", "An Bình")
    assert made.authority.name == "Ban Thường vụ Đảng ủy phường An Bình"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"parent": OTHER}, "không có trong danh sách"), ({"kind": "commune"}, "không thể trực thuộc"), ({"name": ""}, "Chưa ghi tên đơn vị"),
     ({"starts_on": "31/2/2026"}, "Không có ngày 31/2/2026"), ({"phone": "gọi sau"}, "Số điện thoại chưa đúng")],
)  # fmt: skip
def test_a_unit_that_makes_no_sense_is_refused(w, office, change, sentence):
    data = NEW_UNIT | {"kind": "cell", "parent": w.commune.pk} | change
    data["kind"] = UnitKind.objects.get(code=data["kind"]).pk
    data["parent"] = w.other_commune.pk if data["parent"] == OTHER else data["parent"]
    answer = office.post(reverse("permissions:unit_new"), data)
    assert answer.status_code == 422 and sentence in answer.text
    assert not Unit.objects.filter(name="Chi bộ ấp Tân Mới").exists()


def test_many_cells_are_written_down_at_once(w, office):
    path = reverse("permissions:units_new")
    assert f'<option value="{w.cell.kind_id}" selected>Chi bộ</option>' in office.get(path).text
    data = {
        "parent": w.commune.pk,
        "kind": w.cell.kind_id,
        "starts_on": "1/9/2026",
        "names": "chi bộ ấp Một\r\n\r\n  Chi bộ   ấp Hai \r\n",
    }
    assert "Đã lập 2 đơn vị" in office.post(path, data, follow=True).text
    assert [u.name for u in Unit.objects.filter(starts_on="2026-09-01")] == ["Chi bộ ấp Hai", "Chi bộ ấp Một"]
    for names, sentence in (
        ("Chi bộ Ba\nChi bộ ấp Một", "đã có: Chi bộ ấp Một"),
        ("Chi bộ Ba\nchi bộ ba", "được ghi hai lần"),
        ("ab", "quá ngắn"),
        ("", "Chưa ghi tên các đơn vị"),
        ("Đảng bộ Trường A", "“Đảng bộ Trường A” không phải là chi bộ"),
    ):
        refused = office.post(path, data | {"names": names})
        assert refused.status_code == 422 and sentence in refused.text
    assert office.post(path, data | {"parent": w.other_commune.pk, "names": "Chi bộ Ba"}).status_code == 422
    inner = UnitKind.objects.get(code="grassroots").pk
    refused = office.post(path, data | {"kind": inner, "names": "Chi bộ Ba"})
    assert refused.status_code == 422 and "“Chi bộ Ba” không phải là" in refused.text
    assert not Unit.objects.filter(search_key="chi bo ba").exists()


def test_a_committee_without_cells_is_told_to_add_them(w):
    alone = user("quantri-hoalac")
    role(alone, Role.ADMINISTRATOR, w.other_commune)
    Unit.objects.filter(pk=w.other_cell.pk).update(parent=w.commune)
    client = client_of(alone)
    assert "Chưa có chi bộ, đơn vị nào trực thuộc" in client.get(reverse("permissions:admin")).text
    assert "Chưa có chi bộ nào" in client.get(reverse("permissions:people_new")).text


def changed(w, **fields):
    return {"kind": w.cell.kind_id, "parent": w.commune.pk, "name": w.cell.name} | fields


def test_a_rename_keeps_the_old_name_for_the_time_before(w, office):
    path = reverse("permissions:unit_change", args=[w.cell.pk])
    answer = office.post(
        path,
        changed(w, mode="change", name="Chi bộ khu phố Tân Bình", starts_on="1/9/2026", source="Quyết định 9-QĐ/ĐU"),
        follow=True,
    )
    assert "Đã ghi thông tin mới của Chi bộ khu phố Tân Bình từ ngày 01/9/2026" in answer.text
    assert [v.name for v in w.cell.versions.order_by("starts_on")] == [
        "Chi bộ ấp Tân Bình 1",
        "Chi bộ khu phố Tân Bình",
    ]
    assert "Chi bộ ấp Tân Bình 1" in answer.text


def test_a_correction_changes_the_current_period_itself(w, office):
    office.post(
        reverse("permissions:unit_change", args=[w.cell.pk]), changed(w, mode="correct", name="Chi bộ ấp Tân Bình I")
    )
    assert w.cell.versions.get().name == "Chi bộ ấp Tân Bình I"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"mode": "change"}, "Hãy ghi ngày thay đổi có hiệu lực"), ({}, "Chưa chọn đồng chí đang làm gì"),
     ({"mode": "change", "starts_on": "1/1/2020"}, "Giai đoạn hiện tại của đơn vị bắt đầu từ 01/7/2025"),
     ({"mode": "change", "starts_on": "1/1/2099"}, "Chưa ghi trước được thay đổi của ngày sau")],
)  # fmt: skip
def test_a_change_on_an_impossible_day_is_refused_and_nothing_typed_is_lost(w, office, fields, sentence):
    answer = office.post(
        reverse("permissions:unit_change", args=[w.cell.pk]), changed(w, name="Chi bộ Tên Mới", **fields)
    )
    assert answer.status_code == 422 and sentence in answer.text and 'value="Chi bộ Tên Mới"' in answer.text
    assert Unit.objects.get(pk=w.cell.pk).name == "Chi bộ ấp Tân Bình 1"


def test_a_closed_unit_stays_readable_and_its_people_are_gone(w, office):
    day = timezone.localdate()
    answer = office.post(
        reverse("permissions:unit_close", args=[w.cell.pk]),
        {"ends_on": f"{day:%d/%m/%Y}", "source": "Nhập vào Chi bộ 2"},
        follow=True,
    )
    assert "1 vai trò ở đó cũng thôi cùng ngày" in answer.text
    refused = office.post(
        reverse("permissions:unit_close", args=[w.cell.pk]), {"ends_on": "1/9/2026", "source": "Lần nữa"}
    )
    assert refused.status_code == 422 and "đã được ghi là kết thúc" in refused.text
    refused = office.post(
        reverse("permissions:unit_close", args=[w.commune.pk]), {"ends_on": "1/9/2026", "source": "Thử"}
    )
    assert refused.status_code == 422 and "còn đơn vị trực thuộc" in refused.text


def test_the_page_of_roles_says_what_each_may_do(w, office):
    page = office.get(reverse("permissions:roles")).text
    for description in ROLE_DESCRIPTIONS.values():
        assert description in page
    for capability in Capability:
        assert capability.label in page
