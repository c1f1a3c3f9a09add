"""An office numbers its own papers in books of its own beside those of its committee."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_print_runs_moved'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='numberseries',
            name='series_once',
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.UniqueConstraint(fields=('unit', 'document_type', 'term', 'body_symbol'), name='series_once', violation_error_message='Đơn vị đã có sổ số cho loại văn bản và nhiệm kỳ này.'),
        ),
    ]
