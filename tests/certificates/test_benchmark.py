"""`manage.py benchmark certificates`: one JSON line, sentences for bad input, figures within the promise."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from certificates import benchmarks
from certificates.benchmarks import letters
from certificates.layout.sheets import CertificateRun


def figures(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("benchmark", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_of_figures_is_printed(monkeypatch):
    monkeypatch.setattr(benchmarks, "SINGLE_DOCUMENTS", 3)
    monkeypatch.setattr(letters.shutil, "which", lambda _program: None)
    (line,) = figures("certificates", "--count", "12")
    assert line["count"] == 12 and set(line["first_page_ms"]) == {"never", "cold", "warm"}
    assert line["libreoffice_seconds"] == line["ratio_to_libreoffice"] == letters.MISSING
    assert all(line[name] > 0 for name in ("seconds", "ms_each", "peak_mb", "kb_each", "ratio_to_single_documents"))


@pytest.mark.parametrize("count", ["0", "-1", "mười", "20001", "", "1e3", "²"])
def test_a_count_that_is_no_number_is_refused(count):
    with pytest.raises(CommandError, match="--count phải là số từ 1 đến 20000"):
        figures("certificates", f"--count={count}")


@pytest.mark.parametrize("arguments", [(), ("x",)])
def test_an_unknown_benchmark_is_refused(arguments):
    with pytest.raises(CommandError, match="Đồng chí chọn một trong: certificates"):
        figures(*arguments)


def test_the_recipients_are_the_same_every_time():
    assert benchmarks.sample_sheets(30) == benchmarks.sample_sheets(30)
    sheets = benchmarks.sample_sheets(1763)
    assert sheets[262].form_of_address == "Tập thể"
    assert len({sheet.name for sheet in sheets}) == len({sheet.unit for sheet in sheets}) == 1763


def test_the_document_to_compare_with_says_the_same():
    sheets = benchmarks.sample_sheets(7)
    text = letters.merged(CertificateRun.sample(), sheets)
    assert text.count('n">') == 7 and all(
        f"{sheet.form_of_address} {sheet.name.split()[0]}" in text for sheet in sheets
    )


@pytest.mark.slow
def test_a_province_fits_in_time_and_memory():
    """In a process of its own: the memory of this one, after other tests, would be counted too."""
    command = [sys.executable, "manage.py", "benchmark", "certificates", "--count", "1763"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True, timeout=900)
    line = json.loads(done.stdout)
    assert line["ratio_to_single_documents"] >= 12
    assert line["peak_mb"] <= 150 and line["kb_each"] <= 2
