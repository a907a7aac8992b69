import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_squashed'),
        ('reports', '0008_field_names'),
    ]

    operations = [
        migrations.RenameModel('DayKept', 'SealedReport'),
        migrations.RemoveConstraint('sealedreport', 'day_kept_once'),
        migrations.AddField('sealedreport', 'checksum', models.CharField(blank=True, max_length=64)),
        migrations.AddField('sealedreport', 'sealed_at', models.DateTimeField(null=True)),
        # What was kept until now was kept because its facts were about to be forgotten.
        migrations.AddField('sealedreport', 'facts_forgotten', models.BooleanField(default=True)),
        migrations.AlterField('sealedreport', 'facts_forgotten', models.BooleanField(default=False)),
        migrations.AddField('sealedreport', 'known', models.JSONField(null=True)),
        migrations.AddField('sealedreport', 'known_mark', models.CharField(blank=True, max_length=200)),
        migrations.AddField('sealedreport', 'known_at', models.DateTimeField(null=True)),
        migrations.AddField('sealedreport', 'reported_at', models.DateTimeField(null=True)),
        migrations.AddField('sealedreport', 'reported_by', models.UUIDField(null=True)),
        migrations.AddField('sealedreport', 'reported_by_name', models.CharField(blank=True, max_length=80)),
        migrations.AddField('sealedreport', 'checked_at', models.DateTimeField(null=True)),
        migrations.AddField('sealedreport', 'checked_by', models.UUIDField(null=True)),
        migrations.AddField('sealedreport', 'checked_by_name', models.CharField(blank=True, max_length=80)),
        migrations.AddField('sealedreport', 'received_at', models.DateTimeField(null=True)),
        migrations.AddField('sealedreport', 'received_by', models.UUIDField(null=True)),
        migrations.AddField('sealedreport', 'received_by_name', models.CharField(blank=True, max_length=80)),
        migrations.CreateModel(
            name='LateChange',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=160)),
                ('name_en', models.CharField(blank=True, max_length=240)),
                ('before', models.FloatField()),
                ('after', models.FloatField()),
                ('learned_at', models.DateTimeField()),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='reports.sealedreport')),
            ],
            options={
                'ordering': ['learned_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SealedRows',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('count', models.PositiveSmallIntegerField()),
                ('rows', models.JSONField()),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='reports.sealedreport')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='sealedreport',
            constraint=models.UniqueConstraint(fields=('community', 'day'), name='sealed_day_once'),
        ),
        migrations.AddIndex(
            model_name='latechange',
            index=models.Index(fields=['community', 'report', 'learned_at'], name='late_change'),
        ),
        migrations.AddConstraint(
            model_name='sealedrows',
            constraint=models.UniqueConstraint(fields=('community', 'report', 'key', 'number'), name='sealed_rows_once'),
        ),
    ]
