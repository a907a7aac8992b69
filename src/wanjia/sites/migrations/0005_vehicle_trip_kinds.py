"""A vehicle's trips get kinds of their own in the journal; `trip.` is a trip to a hospital."""

from django.db import migrations

RENAMED = {"trip.made": "vehicle.trip_made", "trip.cancelled": "vehicle.trip_cancelled"}


def rename(apps, renamed):
    entries, trips = apps.get_model("kernel", "Entry"), apps.get_model("sites", "Trip")
    for community, trip in trips.objects.values_list("community_id", "id").iterator():
        rows = entries.objects.filter(community_id=community, subject=trip)
        for old, new in renamed.items():
            rows.filter(type=old).update(type=new)


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
