"""`manage.py check` fails when the process has a hole: an unguarded node, an unlocked flow, a state without a holder."""

from django.core.checks import CheckMessage, Error, register
from viewflow.workflow import lock
from viewflow.workflow.flow import View

from nominations.enums import FINAL
from nominations.enums import NominationState as S
from permissions.roles import GRANTS, Capability

from .enums import Through
from .flows import NODE_OF_STATE, OUTSIDE, DeadlineFlow, NominationFlow
from .transitions import TRANSITIONS

CAPABILITIES = {capability.permission for capability in Capability}
FLOWS = (NominationFlow, DeadlineFlow)


@register()
def check_process(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Return every hole that is found."""
    return [
        *(hole for flow in FLOWS for hole in (*nodes_without_capability(flow), *flows_without_lock(flow))),
        *states_without_holder(NODE_OF_STATE),
        *idle_capabilities(),
    ]


def nodes_without_capability(flow_class) -> list[CheckMessage]:
    """A human node without a permission is open to everybody who is signed in."""
    return [
        Error(
            f"Nút {node.name} của {flow_class.__name__} không nêu quyền: ai đăng nhập cũng làm được.",
            id="workflows.E001",
        )
        for node in flow_class.instance.nodes()
        if isinstance(node, View) and (node._owner_permission not in CAPABILITIES or not node._owner_permission_obj)
    ]


def flows_without_lock(flow_class) -> list[CheckMessage]:
    """Without a lock several people can complete one task at once."""
    implementation = flow_class.lock_impl
    if (
        isinstance(implementation, lock.SelectForUpdateLock)
        and not implementation.nowait
        and implementation.attempts == 1
    ):
        return []
    return [
        Error(
            f"Quy trình {flow_class.__name__} không có khóa SelectForUpdateLock(nowait=False, attempts=1).",
            id="workflows.E002",
        )
    ]


def states_without_holder(node_of_state: dict) -> list[CheckMessage]:
    """A state is either waited in at a node of the flow and left by a move, or marked as final."""
    names = {node.name for node in NominationFlow.instance.nodes()}
    found: list[CheckMessage] = []
    for state in S:
        leaves = any(row.source == state and row.through is not Through.CORRECTION for row in TRANSITIONS)
        waits = node_of_state.get(state) in names
        if state in FINAL and (leaves or waits):
            found.append(Error(f"Trạng thái {state} là cuối nhưng vẫn có bước đi tiếp.", id="workflows.E003"))
        if state not in FINAL and not (leaves and waits):
            found.append(Error(f"Trạng thái {state} không ai giữ hoặc không có bước đi tiếp.", id="workflows.E004"))
    return found if OUTSIDE in names else [*found, Error("Thiếu nút chờ cấp trên trả lời.", id="workflows.E005")]


def idle_capabilities() -> list[CheckMessage]:
    """A capability in the table that no role has is a move that nobody can make."""
    granted = set().union(*GRANTS.values())
    return [
        Error(f"Không vai trò nào có quyền {row.capability} của việc {row.action}.", id="workflows.E006")
        for row in TRANSITIONS
        if row.capability not in granted
    ]
