from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("goods", "0002_field_names")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="wasteplace",
            name="served_for",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
