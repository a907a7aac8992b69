import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('privacy', '0001_initial')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['community', '-at'], name='ending_at')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Forgetting',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('before', models.DateTimeField(null=True)),
                ('ended', models.DateTimeField(null=True)),
                ('wanted', models.JSONField(default=dict)),
                ('done', models.JSONField(default=dict)),
                ('entries', models.PositiveIntegerField(default=0)),
                ('proof', models.JSONField(default=dict)),
                ('lease_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['community', 'finished_at'], name='forgetting_open'), models.Index(fields=['community', '-at'], name='forgetting_at')],
                'constraints': [],
            },
        ),
    ])
