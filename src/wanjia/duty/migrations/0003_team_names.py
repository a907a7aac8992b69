from django.db import migrations, models


class Migration(migrations.Migration):
    """A team may be named by the guard post that it keeps."""

    dependencies = [("duty", "0002_planned_trips")]

    operations = [
        migrations.AlterField("team", "name", models.CharField(max_length=60)),
        migrations.AlterField("team", "name_en", models.CharField(blank=True, max_length=100)),
    ]
