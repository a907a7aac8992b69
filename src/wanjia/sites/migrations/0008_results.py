"""A second test is a test result like any other: its rows move to reports."""

from django.db import migrations


def forwards(apps, _schema_editor):
    results = apps.get_model("reports", "TestResult").objects
    people = apps.get_model("reports", "TestedPerson").objects
    for community in apps.get_model("kernel", "Community").objects.values_list("id", flat=True):
        scope = {"community_id": community}
        for old in apps.get_model("sites", "Confirmation").objects.filter(**scope).iterator():
            new = results.create(
                **scope,
                id=old.id,
                kind=old.test,
                sampled_at=old.sampled_at,
                finding=old.result,
                ct={} if old.ct is None else {"Ct": str(old.ct)},
                laboratory=old.laboratory,
                received_at=old.recorded_at,
                settles=old.alarm,
                source="form",
                recorded_at=old.recorded_at,
                created_by=old.created_by,
                created_by_name=old.created_by_name,
            )
            people.create(**scope, result=new, resident_id=old.resident_id)
        entries = apps.get_model("kernel", "Entry").objects.filter(community_id=community)
        entries.filter(type="confirmation.entered").update(type="result.recorded")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_field_names"),
        ("people", "0008_field_names"),
        ("reports", "0010_results"),
        ("sites", "0007_field_names"),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.DeleteModel(name="Confirmation"),
    ]
