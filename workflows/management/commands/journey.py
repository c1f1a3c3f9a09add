"""`manage.py journey xa-2022`: a whole round in a database of its own, its papers in var/journey, its states as a table."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ceremonies.exceptions import CeremonyRefused
from certificates.layout.sheets import CertificateRefused
from documents.issuing import PaperRefused
from nominations.models import Nomination
from nominations.services import RoundRefused
from permissions.exceptions import NotPermitted
from workflows import committee, journey, round_data
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.papers import write_papers
from workflows.scratch import scratch_database

REFUSALS = (
    round_data.RoundDataRefused, journey.JourneyStopped, RoundRefused, GuardFailed, IllegalTransition, NotPermitted,
    PaperRefused, CertificateRefused, CeremonyRefused,
)  # fmt: skip


class Command(BaseCommand):
    """Run a round from a file through the same domain calls as the screens."""

    requires_system_checks = []
    help = "Chạy trọn một đợt khen thưởng từ tệp dữ liệu và lập quyết định, giấy khen, bộ giấy tờ lễ trao trong var/journey."

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("data", help="tên dữ liệu có sẵn (xa-2022) hoặc đường dẫn tới tệp JSON")

    def handle(self, *args, **options):
        """Run, write the papers, print the table."""
        target = Path(settings.VAR_DIR) / "journey"
        try:
            data = round_data.load(options["data"])
            with scratch_database("journey-db"):
                built = committee.build(data, at=timezone.now())
                done = journey.run(data, built)
                made = write_papers(done.decision, target, actor=built.people["vanthu"], at=timezone.now())
                self._table()
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as invalid:
            raise CommandError(f"Tệp có giá trị không dùng được: {' '.join(invalid.messages)}") from None
        for path, what in made:
            self.stdout.write(f"{path}: {what}")

    def _table(self) -> None:
        rows = Nomination.objects.select_related("nominee").order_by("id")
        width = max(len(n.nominee.full_name) for n in rows)
        for n in rows:
            votes = n.agenda_lines.exclude(outcome="").first()
            count = f"{votes.in_favor}/{votes.meeting.serving}" if votes else ""
            self.stdout.write(
                f"{n.code}  {n.nominee.get_kind_display():8}  {n.nominee.full_name:{width}}  {count:5}  {n.get_state_display()}"
            )
        states: dict[str, int] = {}
        for n in rows:
            states[n.get_state_display()] = states.get(n.get_state_display(), 0) + 1
        self.stdout.write(", ".join(f"{label}: {number}" for label, number in sorted(states.items())))
