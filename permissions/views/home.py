"""What is missing in the set-up, and the page that says in words what each role may do."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from organizations.enums import Nature
from organizations.models import Unit

from ..access import Area
from ..queries import (
    cells_with_officer,
    cells_without_officer,
    people_of,
    roles_ending_soon,
    search_people,
    set_up_findings,
)
from ..roles import CAPABILITY_LABELS, GRANTS, ROLE_DESCRIPTIONS, Capability, Role
from .base import administrator, page, today

SHOWN = 8
"""How many names a finding lists before it says how many more there are."""


@administrator
@require_GET
def admin(request: HttpRequest, area: Area) -> HttpResponse:
    """What the set-up lacks, the serious things first, each with the page that mends it."""
    findings = set_up_findings(area.units, today())
    committees = [
        {"unit": unit, "checks": [_check(finding) for finding in group]}
        for unit, group in groupby(findings, key=lambda finding: finding.unit)
    ]
    cells = list(cells_without_officer(area.units, today()))
    some_can = cells_with_officer(area.units, today()).exists()
    notices = _cells(cells, stops=not some_can) + _accounts(area) + _ending(area)
    return page(
        request,
        "permissions/admin.html",
        {
            "committees": committees,
            "notices": notices,
            "serious": any(finding.is_serious for finding in findings)
            or any(notice["result"] == "block" for notice in notices),
        },
    )


@administrator
@require_GET
def roles(request: HttpRequest, area: Area) -> HttpResponse:
    """The page of roles: who each is and what it may do, to be printed and signed."""
    rows = [
        {"role": role, "label": role.label, "description": ROLE_DESCRIPTIONS[role],
         "may": [CAPABILITY_LABELS[capability] for capability in Capability if capability in GRANTS[role]]}
        for role in Role
    ]  # fmt: skip
    return page(request, "permissions/roles.html", {"rows": rows})


def _check(finding) -> dict:
    return {
        "result": "block" if finding.is_serious else "look",
        "word": "Thiếu" if finding.is_serious else "Nên xem",
        "rule": finding.sentence,
        "act_url": finding.address,
        "act_label": finding.what_to_do,
    }


def _named(names: list[str]) -> str:
    more = f" và {len(names) - SHOWN} nơi khác" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more + "."


def _cells(cells: list[Unit], *, stops: bool) -> list[dict]:
    """A cell without an officer cannot take part, which stops the work once it is every cell; a mass organisation may do without one."""
    found = []
    for nature_is_party, what in ((True, "chi bộ"), (False, "đoàn thể")):
        names = [cell.name for cell in cells if (cell.kind.nature == Nature.PARTY) is nature_is_party]
        if names:
            found.append(
                {
                    "result": "block" if stops and nature_is_party else "look",
                    "word": "Thiếu" if stops and nature_is_party else "Nên xem",
                    "rule": f"{len(names)} {what} chưa có ai lập hồ sơ đề nghị.",
                    "fact": _named(names),
                    "act_url": reverse("permissions:people_new"),
                    "act_label": "Lập tài khoản cho nhiều nơi một lần",
                }
            )
    return found


def _accounts(area: Area) -> list[dict]:
    people = people_of(area.units, with_unassigned=area.is_general)
    found = []
    for state, sentence, label in (
        ("waiting", "{} người chưa đăng nhập lần đầu bằng mật khẩu dùng một lần.", "Xem những người đó"),
        ("idle", "{} tài khoản đang dùng nhưng hôm nay không giữ vai trò nào.", "Xem những tài khoản đó"),
    ):
        if count := search_people(people, state=state, on=today()).count():
            url = f"{reverse('permissions:people')}?tai_khoan={state}"
            found.append(
                {
                    "result": "look",
                    "word": "Nên xem",
                    "rule": sentence.format(count),
                    "act_url": url,
                    "act_label": label,
                }
            )
    return found


def _ending(area: Area) -> list[dict]:
    ending = list(roles_ending_soon(area.units, today()))
    if not ending:
        return []
    names = [f"{held.user.full_name} ({held.get_role_display()}, {held.unit})" for held in ending]
    return [
        {
            "result": "look",
            "word": "Nên xem",
            "rule": f"{len(ending)} vai trò sẽ hết hạn trong 30 ngày tới.",
            "fact": _named(names),
            "act_url": reverse("permissions:person", args=[ending[0].user_id]),
            "act_label": f"Mở trang của {ending[0].user.full_name}",
        }
    ]
