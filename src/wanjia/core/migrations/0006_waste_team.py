from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0005_report_hours")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="community",
            name="waste_team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="kernel.community",
            ),
        ),
    ]
