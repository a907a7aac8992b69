from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0006_waste_team"),
    ]

    operations = [
        migrations.AddField(
            model_name="community",
            name="mode",
            field=models.CharField(
                choices=[("ordinary", "平常"), ("emergency", "应急")],
                default="ordinary",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="community",
            name="mode_since",
            field=models.DateTimeField(null=True),
        ),
    ]
