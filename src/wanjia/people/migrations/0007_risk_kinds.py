"""`lone_elder` and `alone_elder` are one word; which kinds there are is told by risks.toml."""

from django.db import migrations, models

import wanjia.people.risk_kinds

OLD, NEW = "lone_elder", "alone_elder"


def rename(apps, old, new):
    risks, entries = apps.get_model("people", "Risk"), apps.get_model("kernel", "Entry")
    for community in apps.get_model("kernel", "Community").objects.values_list("id", flat=True):
        risks.objects.filter(community_id=community, kind=old).update(kind=new)
        # Entries are sealed: those that tell of a risk are opened one by one.
        told = entries.objects.filter(community_id=community, type__startswith="risk.")
        for entry in told.iterator():
            changed = {
                name: {**value, "kind": new}
                for name in ("before", "after")
                if isinstance(value := getattr(entry, name), dict) and value.get("kind") == old
            }
            if changed:
                told.filter(id=entry.id).update(**changed)


def forwards(apps, _schema_editor):
    rename(apps, OLD, NEW)


def backwards(apps, _schema_editor):
    rename(apps, NEW, OLD)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0010_draft"),
        ("people", "0006_sealed_links"),
    ]

    operations = [
        migrations.AlterField(
            "risk",
            "kind",
            models.CharField(max_length=16, validators=[wanjia.people.risk_kinds.check_risk_kind]),
        ),
        migrations.RunPython(forwards, backwards),
    ]
