"""Which channels there are is told by the files of `channels/backends/`; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_hearing"),
    ]

    operations = [
        migrations.AlterField("group", "way", models.CharField(default="hand", max_length=10)),
        migrations.AlterField("message", "way", models.CharField(max_length=10)),
    ]
