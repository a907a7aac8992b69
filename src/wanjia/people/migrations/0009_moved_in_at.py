from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0008_field_names")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="resident",
            name="moved_in_at",
            field=models.DateTimeField(null=True),
        ),
    ]
