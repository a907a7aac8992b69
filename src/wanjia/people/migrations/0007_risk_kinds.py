"""`lone_elder` and `alone_elder` are one word; which kinds there are is told by risks.toml."""

from django.db import migrations, models

import wanjia.people.risk_kinds

OLD, NEW = "lone_elder", "alone_elder"


def rename(apps, old, new):
    apps.get_model("people", "Risk").objects.filter(kind=old).update(kind=new)
    # Entries are sealed: those that tell of a risk are opened one by one.
    entries = apps.get_model("kernel", "Entry").objects.filter(type__startswith="risk.")
    for entry in entries.iterator():
        changed = []
        for name in ("before", "after"):
            told = getattr(entry, name)
            if isinstance(told, dict) and told.get("kind") == old:
                setattr(entry, name, {**told, "kind": new})
                changed.append(name)
        if changed:
            rows = type(entry).objects.filter(community_id=entry.community_id, id=entry.id)
            rows.update(**{name: getattr(entry, name) for name in changed})


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
