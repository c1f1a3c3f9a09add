"""./run and ./test before anything is installed: what they look for, what they say, what they remember."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import base
from scripts import address, environment, installation, native
from scripts.installation import Installation
from scripts.messages import Refusal
from scripts.native import Need
from tests.processes import PATIENCE_SECONDS, free_port

ROOT = Path(__file__).resolve().parents[2]
DATABASE = base.database(None)["NAME"].name


def call(*command: str, var: Path) -> subprocess.CompletedProcess:
    """Run one of our commands with a var/ of its own."""
    variables = os.environ | {"VINHDANH_VAR": str(var)}
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


@pytest.fixture
def busy_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("command", ["./run", "./test"])
def test_help_explains_every_option_and_touches_nothing(command, tmp_path):
    done = call(command, "--help", var=tmp_path / "var")
    assert done.returncode == 0
    assert "--setup-only" in done.stdout
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "mistake", [("--prot", "80"), ("--port", "0"), ("--port", "65536"), ("--port", "tám"), ("demo",)]
)
def test_a_mistake_in_the_options_is_answered_with_the_help(mistake, tmp_path):
    done = call("./run", *mistake, var=tmp_path / "var")
    assert done.returncode == 2
    assert f"Không hiểu các tham số: {' '.join(mistake)}" in done.stderr
    assert "--no-demo" in done.stderr


def test_a_busy_port_is_a_sentence_with_another_port(busy_port, tmp_path):
    done = call("./run", "--port", str(busy_port), var=tmp_path / "var")
    assert done.returncode == 1
    assert f"Cổng {busy_port} đang có chương trình khác dùng" in done.stderr
    assert "./run --port" in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_host_that_is_not_ours_is_a_sentence(tmp_path):
    done = call("./run", "--host", "192.0.2.1", var=tmp_path / "var")
    assert done.returncode == 1
    assert "Máy này không có địa chỉ 192.0.2.1" in done.stderr


def test_a_demo_never_becomes_an_offices_own_system(tmp_path):
    (tmp_path / "installation.json").write_text(json.dumps({"kind": "demo", "is_filled": True}))
    done = call("./run", "--no-demo", "--port", str(free_port()), var=tmp_path)
    assert done.returncode == 1
    assert "đang giữ bản dùng thử" in done.stderr
    assert json.loads((tmp_path / "installation.json").read_text())["kind"] == "demo"


def test_a_deleted_database_is_filled_again(monkeypatch, tmp_path):
    monkeypatch.setenv("VINHDANH_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert installation.load() == Installation()
    (tmp_path / DATABASE).touch()
    Installation("real", is_filled=True).save()
    assert installation.load() == Installation("real", is_filled=True)
    (tmp_path / DATABASE).unlink()
    assert installation.load() == Installation("real", is_filled=False)


def missing() -> Need:
    return Need("thư viện Thử", "libthu-1", lambda: False)


def test_without_root_one_command_installs_everything_that_is_missing(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    other = Need("chương trình khác", "khac", lambda: False)
    there = Need("chương trình có sẵn", "co-san", lambda: True)
    with pytest.raises(Refusal) as refusal:
        native.require((missing(), there, other), "./run")
    assert "sudo apt-get install -y khac libthu-1" in str(refusal.value)
    assert "thư viện Thử" in str(refusal.value)
    assert "co-san" not in str(refusal.value)


def test_on_another_system_the_packages_are_named(monkeypatch):
    monkeypatch.setattr(native.shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match=r"các gói tương ứng .*libthu-1.*chạy lại \./test"):
        native.require((missing(),), "./test")


def test_what_is_still_missing_after_installing_stops_us(monkeypatch):
    installed = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(native, "_apt_install", lambda packages, command: installed.extend(packages))
    with pytest.raises(Refusal, match="Máy này còn thiếu"):
        native.require((missing(),), "./run")
    assert installed == ["libthu-1"]


def test_this_machine_has_what_printing_and_tests_need():
    assert [need.name for need in (*native.PDF, *native.TESTS) if not need.is_there()] == []


def test_a_font_without_vietnamese_does_not_count(monkeypatch):
    first = Path("/usr/share/fonts/truetype/liberation2")
    monkeypatch.setattr(native, "PAPER_FONT_FOLDERS", (first,))
    assert native.has_paper_fonts()
    monkeypatch.setattr(native, "font_major_version", lambda path: 1)
    assert not native.has_paper_fonts()


def test_a_changed_lock_or_interpreter_is_installed_again(monkeypatch, tmp_path):
    (tmp_path / "requirements").mkdir()
    lock = tmp_path / "requirements" / "runtime.txt"
    lock.write_text("a==1\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    assert environment._stale(("runtime",)) == ["runtime"]
    environment._stamp_file("runtime").write_text(environment._wanted("runtime"))
    assert environment._stale(("runtime",)) == []
    monkeypatch.setattr(environment, "PYTHON", Path("/bin/sh"))
    assert environment._stale(("runtime",)) == ["runtime"]
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    lock.write_text("a==2\n")
    assert environment._stale(("runtime",)) == ["runtime"]


def test_a_server_for_the_whole_network_answers_to_this_machines_names():
    assert address.allowed_hosts("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert socket.gethostname() in address.allowed_hosts("0.0.0.0")
    assert "[fd00::7]" in address.allowed_hosts("fd00::7")


def test_addresses_are_written_as_browsers_read_them():
    assert address.link("0.0.0.0", 8000) == "http://127.0.0.1:8000/"
    assert address.link("::1", 81) == "http://[::1]:81/"
    assert address.listen_on("::", 81) == "[::]:81"
    assert [address.is_local(host) for host in ("127.0.0.2", "::1", "localhost", "10.0.0.5", "0.0.0.0", "::")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
