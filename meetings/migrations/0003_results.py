from django.db import migrations

from history.triggers import append_only


def release_closed(apps, schema_editor):
    """Until now the close of a meeting moved its lines at once: what is closed was released at that moment."""
    meetings = apps.get_model("meetings", "Meeting")
    for meeting in meetings.objects.filter(state="closed"):
        meeting.state, meeting.released_at, meeting.released_by_name = "released", meeting.closed_at, meeting.closed_by_name
        meeting.save()


def close_released(apps, schema_editor):
    """The other way."""
    apps.get_model("meetings", "Meeting").objects.filter(state="released").update(state="closed")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_queue_and_ballot")]

    operations = [
        append_only("meetings_agendachange"),
        append_only("meetings_resultcorrection"),
        migrations.RunPython(release_closed, close_released),
    ]
