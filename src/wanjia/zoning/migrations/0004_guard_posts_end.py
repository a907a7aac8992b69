from django.db import migrations, models
from django.db.models import Max


def end_old_posts(apps, schema_editor):
    """End the posts of publications whose zones are over: until now nothing said that they were."""
    post_rows = apps.get_model("zoning", "GuardPost").objects
    zone_rows = apps.get_model("zoning", "Zone").objects
    for publication in apps.get_model("zoning", "Publication").objects.iterator():
        tenant = {"community_id": publication.community_id}
        zones = zone_rows.filter(**tenant, publication_id=publication.id)
        if zones.filter(ended_at=None).exists():
            continue
        ended = publication.undone_at or zones.aggregate(at=Max("ended_at"))["at"]
        posts = post_rows.filter(**tenant, publication_id=publication.id, ended_at=None)
        posts.update(ended_at=ended or publication.in_force_from)


class Migration(migrations.Migration):

    dependencies = [
        ("zoning", "0003_one_date"),
    ]

    operations = [
        migrations.AddField("guardpost", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("guardpost", "started_at", models.DateTimeField(null=True)),
        migrations.AlterField("zone", "name", models.CharField(max_length=240)),
        migrations.AlterField("zone", "name_en", models.CharField(blank=True, max_length=240)),
        migrations.RunPython(end_old_posts, migrations.RunPython.noop),
    ]
