"""What has to hold for the files of the repository, whatever they say."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from fontTools.ttLib import TTFont
from packaging.version import Version

from documents import fonts
from scripts import native, start

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", ".hypothesis"}
LOCKS = ("runtime", "test")
COMMANDS = ("run", "test", ".ci/run")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
ADDRESS = re.compile(r"https?://\S+/simple\b|(index-url|find-links|registry)[ =:\"]+(https?|file)://", re.IGNORECASE)


def our_files() -> Iterator[Path]:
    """Yield every file of the repository, without asking git, which a fresh machine may not have."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder) / name for name in files if name != ".git")


def our_texts() -> dict[Path, str]:
    """Return the text of every file that is text."""
    texts = {}
    for path in our_files():
        data = path.read_bytes()
        if b"\0" not in data and path.suffix not in {".pdf", ".pyc"}:
            texts[path.relative_to(ROOT)] = data.decode()
    return texts


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    return our_texts()


def lock_of(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins_of(name: str) -> dict[str, str]:
    return {package: version for package, version, _ in PINNED.findall(lock_of(name))}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_a_lock_has_its_version_and_hashes(lock):
    named = [line.split("==")[0] for line in lock_of(lock).splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert named
    assert named == list(pins_of(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_nothing_but_packages_hashes_and_reasons(lock):
    strange = [line for line in PINNED.sub("", lock_of(lock)).splitlines() if not re.match(r"    #( |$)", line)]
    assert strange == []
    assert "://" not in lock_of(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_we_ask_for_is_locked(lock):
    lines = (ROOT / "requirements" / f"{lock}.in").read_text().splitlines()
    asked = {re.match(r"[a-z0-9-]+", line)[0] for line in lines if line[:1].isalpha()}
    assert asked
    assert asked <= set(pins_of(lock))


def test_both_locks_agree_on_what_they_share():
    runtime, test = pins_of("runtime"), pins_of("test")
    assert {name: test[name] for name in test.keys() & runtime.keys()} == {
        name: runtime[name] for name in test.keys() & runtime.keys()
    }


def test_what_is_installed_is_what_is_locked():
    locked = {name: Version(version) for name, version in (pins_of("runtime") | pins_of("test")).items()}
    assert {name: Version(importlib.metadata.version(name)) for name in locked} == locked


def test_no_file_names_the_address_of_a_package_registry(texts):
    assert {str(path): found[0] for path, text in texts.items() if (found := ADDRESS.search(text))} == {}


def test_every_text_is_unicode_nfc(texts):
    assert [str(path) for path, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []


def test_whatever_starts_with_an_interpreter_line_can_be_executed(texts):
    scripts = [path for path, text in texts.items() if text.startswith("#!")]
    assert {Path(command) for command in COMMANDS} <= set(scripts)
    assert [str(path) for path in scripts if not os.access(ROOT / path, os.X_OK)] == []


def test_shell_scripts_parse(texts):
    shell = [path for path, text in texts.items() if path.suffix == ".sh" or text.startswith("#!/bin/sh")]
    assert len(shell) > len(COMMANDS)
    for path in shell:
        subprocess.run(["sh", "-n", ROOT / path], check=True)


def test_the_commands_need_nothing_but_the_standard_library():
    for path in (ROOT / "scripts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names | {"scripts"}, f"{path.name} imports {name}"


def documents_for_people(texts: dict[Path, str]) -> dict[Path, str]:
    return {path: text for path, text in texts.items() if path.suffix == ".md"}


def test_the_documents_name_commands_that_exist(texts):
    known = set(get_commands())
    for path, text in documents_for_people(texts).items():
        for name in re.findall(r"manage\.py ([a-z_]+)", text):
            assert name in known, f"{path}: manage.py {name}"
        for name in re.findall(r"(?<![\w./])\./([\w./-]+)", text):
            assert (ROOT / name.rstrip(".")).exists(), f"{path}: ./{name}"


def test_the_documents_name_options_of_run_that_exist(texts):
    known = set(re.findall(r"--[a-z-]+", start.HELP))
    for path, text in documents_for_people(texts).items():
        for options in re.findall(r"\./run((?: +--[a-z-]+(?: [\w.]+)?)+)", text):
            assert set(re.findall(r"--[a-z-]+", options)) <= known, f"{path}: ./run{options}"


def test_installing_and_printing_look_for_the_paper_font_in_the_same_folders():
    assert native.PAPER_FONT_FOLDERS == fonts.PAPER_FONT_FOLDERS


def test_the_font_version_is_read_as_the_font_library_reads_it():
    files = [path for folder in native.PAPER_FONT_FOLDERS for path in folder.glob("LiberationSerif-*.ttf")]
    assert files
    for path in files:
        with TTFont(path, lazy=True) as font:
            assert native.font_major_version(path) == int(font["head"].fontRevision)
