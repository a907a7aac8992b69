from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0004_practice")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="community",
            name="report_hours",
            field=models.JSONField(default=list),
        ),
    ]
