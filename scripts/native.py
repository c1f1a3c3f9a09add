"""What the operating system has to provide: libraries, fonts and programs, looked for directly and not by package name.

As root on Debian or Ubuntu the missing packages are installed; anybody else gets the one command to type.
"""

import ctypes
import importlib.util
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.messages import Refusal, say

# The same folders as documents/fonts.py, which cannot be imported before anything is installed (a test compares them).
PAPER_FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation-serif-fonts"),
    Path("/usr/share/fonts/liberation-mono"),
    Path("/usr/share/fonts/liberation-mono-fonts"),
)
PAPER_FONT_FAMILIES = ("LiberationSerif", "LiberationMono")
PAPER_FONT_STYLES = ("Regular", "Italic", "Bold", "BoldItalic")
POSTGRES_FOLDERS = "/usr/lib/postgresql"


@dataclass(frozen=True)
class Need:
    """One thing the machine has to have: what it is (Vietnamese), its Debian package, and how to see that it is there."""

    name: str
    package: str
    is_there: Callable[[], bool]


def require(needs: Iterable[Need], command: str) -> None:
    """Make sure that the machine has all `needs`, installing them where possible.

    Raise Refusal with the install command when one is missing and cannot be installed; `command` is what to run again.
    """
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    packages = sorted({need.package for need in missing})
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refusal(_what_to_install(missing, packages, command))
    say(f"Đang cài từ kho của hệ điều hành: {', '.join(packages)} (lần đầu có thể mất vài phút) …")
    _apt_install(packages, command)
    left = [need for need in missing if not need.is_there()]
    if left:
        raise Refusal(_what_to_install(left, sorted({need.package for need in left}), command))


def _apt_install(packages: list[str], command: str) -> None:
    """Install Debian `packages`; on failure raise Refusal with the last lines that apt-get said."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        # A single stale source makes `update` fail although the packages can be had: only `install` decides.
        if done.returncode and arguments[0] == "install":
            last = "\n".join("  " + line for line in done.stdout.strip().splitlines()[-8:])
            raise Refusal(
                f"apt-get không cài được {', '.join(packages)}:\n{last}\n"
                f"Đồng chí kiểm tra kết nối mạng và dung lượng đĩa, rồi chạy lại {command}."
            )
    importlib.invalidate_caches()


def _what_to_install(missing: list[Need], packages: list[str], command: str) -> str:
    """Return the sentence that lists what is missing and the one command that installs it."""
    names = "\n".join(f"  - {need.name}" for need in missing)
    if shutil.which("apt-get"):
        todo = (
            "Đồng chí chạy lệnh sau bằng quyền quản trị máy, rồi chạy lại "
            f"{command}:\n\n  sudo apt-get update && sudo apt-get install -y {' '.join(packages)}\n"
        )
    else:
        todo = (
            f"Đồng chí cài các gói tương ứng của hệ điều hành (trên Debian là: {' '.join(packages)}), "
            f"rồi chạy lại {command}."
        )
    return f"Máy này còn thiếu:\n{names}\n{todo}"


def _has_library(*names: str) -> bool:
    """Tell whether the loader finds one of the shared libraries `names`."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _library(name: str, package: str, *files: str) -> Need:
    return Need(f"thư viện {name}", package, lambda: _has_library(*files))


def _program(name: str, package: str) -> Need:
    return Need(f"chương trình {name}", package, lambda: shutil.which(name) is not None)


def has_paper_fonts() -> bool:
    """Tell whether the four styles of Liberation Serif and Mono 2 are there; version 1 lacks 92 Vietnamese letters."""
    return all(_has_family(family) for family in PAPER_FONT_FAMILIES)


def _has_family(family: str) -> bool:
    for folder in PAPER_FONT_FOLDERS:
        files = [folder / f"{family}-{style}.ttf" for style in PAPER_FONT_STYLES]
        if all(file.is_file() and font_major_version(file) >= 2 for file in files):
            return True
    return False


def font_major_version(path: Path) -> int:
    """Return the whole part of the revision in the `head` table of a TrueType file, 0 if there is none."""
    data = path.read_bytes()
    for number in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"head":
            return struct.unpack_from(">h", data, offset + 4)[0]
    return 0


def postgres_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL server programs, or None; Debian keeps them off the search path."""
    versions = [path for path in Path(POSTGRES_FOLDERS).glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def venv_package() -> str:
    """Return the Debian package that lets this Python make virtual environments."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"python{version}-venv"


VENV = Need("phần venv của Python", venv_package(), lambda: importlib.util.find_spec("ensurepip") is not None)
PDF = (
    _library("Pango (dàn chữ)", "libpango-1.0-0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    _library("PangoFT2 (dàn chữ)", "libpangoft2-1.0-0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    _library(
        "HarfBuzz (nhúng phông chữ)", "libharfbuzz-subset0", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"
    ),
    Need("phông chữ Liberation Serif và Mono bản 2 (bản 1 thiếu chữ tiếng Việt)", "fonts-liberation2", has_paper_fonts),
)
TESTS = (
    _program("chromium", "chromium"),
    _library("libatomic (điều khiển trình duyệt)", "libatomic1", "libatomic.so.1"),
    _program("pdftotext", "poppler-utils"),
    _program("soffice", "libreoffice-writer-nogui"),
    Need("máy chủ PostgreSQL", "postgresql", lambda: postgres_folder() is not None),
)
