"""What a transfer noted of those left behind: `lone_elder` is `alone_elder`."""

from django.db import migrations

OLD, NEW = "lone_elder", "alone_elder"


def rename(apps, old, new):
    for community in apps.get_model("kernel", "Community").objects.values_list("id", flat=True):
        rows = apps.get_model("sites", "Transfer").objects.filter(community_id=community)
        for transfer in rows.exclude(behind={}).iterator():
            people = transfer.behind.get("people", [])
            if any(one.get("kind") == old for one in people):
                for one in people:
                    one["kind"] = new if one.get("kind") == old else one.get("kind")
                rows.filter(id=transfer.id).update(behind=transfer.behind)


def forwards(apps, _schema_editor):
    rename(apps, OLD, NEW)


def backwards(apps, _schema_editor):
    rename(apps, NEW, OLD)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0010_draft"),
        ("sites", "0005_vehicle_trip_kinds"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
