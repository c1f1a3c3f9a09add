"""`manage.py seed_demo`: fills an empty database with the demo."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from workflows.demo import seed


class Command(BaseCommand):
    """Fill an empty database; one that holds people is left alone."""

    help = "Nạp dữ liệu mẫu vào hệ thống còn trống."

    def handle(self, *args, **options):
        """Seed, unless somebody is there already."""
        if not settings.DEMO_MODE:
            raise CommandError("Hệ thống này không ở chế độ dùng thử nên không nạp dữ liệu mẫu.")
        if User.objects.exists():
            self.stdout.write("Hệ thống đã có người dùng, không nạp dữ liệu mẫu nữa.")
            return
        seed(at=timezone.now())
        self.stdout.write("Đã nạp dữ liệu mẫu.")
