"""The process has no hole, and its documentation is what the code says."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from viewflow import this
from viewflow.workflow import flow, lock

from nominations.enums import NominationState as S
from permissions.roles import CAPABILITY_LABELS, GRANTS, ROLE_DESCRIPTIONS, Capability, Role
from workflows import checks
from workflows.enums import Action
from workflows.flows import NODE_OF_STATE
from workflows.models import NominationProcess
from workflows.transitions import TRANSITIONS

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "workflows",
    "notices",
    "documents",
    "certificates",
    "ceremonies",
    "meetings",
    "nominations",
    "rolls",
    "spreadsheets",
    "permissions",
    "organizations",
    "accounts",
    "runs",
    "history",
    "vietnamese",
    "config",
    "scripts",
)
NOT_NOMINATIONS = frozenset(
    [
        "round",
        "meeting",
        "decision",
        "item",
        "run",
        "number",
        "self.task",
        "draft",
        "override",
        "row",
        "verdict",
        "one.verdict",
        "mail",
        "sheet",
        "slip",
        "ceremony",
        "paper",
    ]
)
"""Names of variables that hold something else that has a state."""
SOURCES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts
]


def test_no_hole_is_found():
    assert checks.check_process() == []


def test_a_node_without_capability_is_found():
    class OpenFlow(flow.Flow):
        process_class = NominationProcess
        start = flow.StartHandle().Next(this.look)
        look = flow.View(lambda request: None).Next(this.end)
        end = flow.End()

    assert [error.id for error in checks.nodes_without_capability(OpenFlow)] == ["workflows.E001"]
    assert [error.id for error in checks.flows_without_lock(OpenFlow)] == ["workflows.E002"]
    OpenFlow.lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)
    assert checks.flows_without_lock(OpenFlow) == []


def test_a_state_that_nobody_holds_is_found():
    holes = checks.states_without_holder(
        {state: name for state, name in NODE_OF_STATE.items() if state != S.RECOMMENDED}
    )
    assert [error.id for error in holes] == ["workflows.E004"]


def test_the_page_of_states_is_what_the_table_says():
    call_command("state_diagram", check=True)


def test_the_glossary_is_what_the_models_say():
    call_command("glossary", check=True)


def test_every_action_but_create_is_in_the_table():
    assert {row.action for row in TRANSITIONS} | {Action.CREATE} == set(Action)


def test_roles_and_capabilities_are_described_granted_and_used():
    assert set(GRANTS) == set(Role) == set(ROLE_DESCRIPTIONS)
    assert set(CAPABILITY_LABELS) == set(Capability)
    assert set().union(*GRANTS.values()) == set(Capability)
    text = "\n".join(path.read_text() for path in SOURCES if path.parts[-2:] != ("permissions", "roles.py"))
    assert [c.name for c in Capability if f"Capability.{c.name}" not in text] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_engine_assigns_the_state_of_a_nomination(path):
    """Other packages have states of their own; here it is about nominations, whose variable names are known."""
    if path.relative_to(ROOT) == Path("workflows/engine.py"):
        return
    for node in ast.walk(ast.parse(path.read_text())):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr in ("state", "state_since", "holder_unit"):
                    owner = ast.unparse(part.value)
                    assert owner in NOT_NOMINATIONS, (
                        f"{path}:{node.lineno} writes {owner}.{part.attr}; only workflows.engine.perform may"
                    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_bulk_write_of_a_nomination_state(path):
    """The benchmark's bulk insertion is the only place besides the door that may write states."""
    if path.name == "benchmarks.py" or path.relative_to(ROOT) == Path("workflows/engine.py"):
        return
    text = path.read_text()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            call = ast.unparse(node)
            if "Nomination.objects" in call:
                assert not any(keyword.arg in ("state", "holder_unit", "state_since") for keyword in node.keywords), (
                    f"{path}: {call}"
                )


def test_files_are_short_enough_to_read():
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}
