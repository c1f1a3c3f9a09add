"""What tests of printing share: settings that somebody has accepted, a run, a line that is printed otherwise."""

import subprocess
import uuid

from certificates.models import PrintRun
from certificates.printing import PrintSettings
from documents.models import DecisionLine
from nominations.models import Award
from tests.factories import NOW
from workflows.services.printing import start_printing

ACCEPTED = "Đồng chí chủ trì đã xem tờ in thử."
PLAIN = PrintSettings(accepted_reason=ACCEPTED)


def printed_as(decision, position=2, **strings):
    """Return a numbered decision one of whose lines, the first person, is printed otherwise; so says its award."""
    line = decision.lines.get(position=position)
    DecisionLine.objects.filter(pk=line.pk).update(**strings)
    copied = {"name": "recipient_name", "citation": "citation", "unit_text": "unit_text"}
    Award.objects.filter(decision_line=line).update(**{copied[name]: value for name, value in strings.items()})
    return decision


def pages(content: bytes) -> list[str]:
    """Return the words of each page, as poppler reads them."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def start(w, decision, settings=PLAIN, **kwargs) -> PrintRun:
    return start_printing(decision, settings, actor=w.clerk, at=NOW, **kwargs)


def grown(decision, count: int):
    """Return the numbered decision with `count` recipients: its last person again and again, each with a name of their own."""
    last = decision.lines.select_related("nomination__nominee", "award", "register").order_by("-position").first()
    value = last.register.value
    for place in range(decision.lines.count() + 1, count + 1):
        value += 1
        nominee, nomination, award, register = (
            last.nomination.nominee, last.nomination, last.award, last.register,
        )  # fmt: skip
        nominee.pk, nominee.full_name = None, f"Người số {place}"
        nominee.save()
        nomination.pk, nomination.code, nomination.submission_key = None, f"Thử-{place}", uuid.uuid4()
        nomination.nominee = nominee
        nomination.save()
        award.pk, award.nomination, award.recipient_name, award.register_number = (
            None,
            nomination,
            nominee.full_name,
            value,
        )
        award.save()
        register.pk, register.value, register.text = None, value, str(value)
        register.save()
        last.pk, last.nomination, last.award, last.register = None, nomination, award, register
        last.position, last.name = place, nominee.full_name
        last.save()
    return decision
