"""A vehicle's trips get kinds of their own in the journal; `trip.` is a trip to a hospital."""

from django.db import migrations

RENAMED = {"trip.made": "vehicle.trip_made", "trip.cancelled": "vehicle.trip_cancelled"}


def rename(apps, renamed):
    entries, trips = apps.get_model("kernel", "Entry"), apps.get_model("sites", "Trip")
    for community in apps.get_model("kernel", "Community").objects.values_list("id", flat=True):
        ids = set(trips.objects.filter(community_id=community).values_list("id", flat=True))
        for old, new in renamed.items():
            rows = entries.objects.filter(community_id=community, type=old)
            for entry in rows.iterator():
                if entry.subject in ids:
                    rows.filter(id=entry.id).update(type=new)


def forwards(apps, _schema_editor):
    rename(apps, RENAMED)


def backwards(apps, _schema_editor):
    rename(apps, {new: old for old, new in RENAMED.items()})


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0010_draft"),
        ("sites", "0004_confirmations"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
