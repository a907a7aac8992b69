import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('city', '0001_initial')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('day', models.DateField()),
                ('latest', models.BooleanField(default=True)),
                ('counted_at', models.DateTimeField()),
                ('acted_at', models.DateTimeField(null=True)),
                ('mark', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('households', models.PositiveIntegerField(default=0)),
                ('residents', models.PositiveIntegerField(default=0)),
                ('zones_sealed', models.PositiveIntegerField(default=0)),
                ('zones_controlled', models.PositiveIntegerField(default=0)),
                ('zones_precaution', models.PositiveIntegerField(default=0)),
                ('homes_sealed', models.PositiveIntegerField(default=0)),
                ('homes_controlled', models.PositiveIntegerField(default=0)),
                ('homes_precaution', models.PositiveIntegerField(default=0)),
                ('people_sealed', models.PositiveIntegerField(default=0)),
                ('people_controlled', models.PositiveIntegerField(default=0)),
                ('people_precaution', models.PositiveIntegerField(default=0)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('day_asked', models.PositiveIntegerField(default=0)),
                ('day_answered', models.PositiveIntegerField(default=0)),
                ('abnormal', models.PositiveIntegerField(default=0)),
                ('cases_new', models.PositiveIntegerField(default=0)),
                ('cases_total', models.PositiveIntegerField(default=0)),
                ('alarms_new', models.PositiveIntegerField(default=0)),
                ('alarms_closed', models.PositiveIntegerField(default=0)),
                ('alarms_open', models.PositiveIntegerField(default=0)),
                ('alarms_overdue', models.PositiveIntegerField(default=0)),
                ('needs_new', models.PositiveIntegerField(default=0)),
                ('needs_closed', models.PositiveIntegerField(default=0)),
                ('open_now', models.PositiveIntegerField(default=0)),
                ('open_day', models.PositiveIntegerField(default=0)),
                ('open_days', models.PositiveIntegerField(default=0)),
                ('open_calm', models.PositiveIntegerField(default=0)),
                ('late_now', models.PositiveIntegerField(default=0)),
                ('late_day', models.PositiveIntegerField(default=0)),
                ('late_days', models.PositiveIntegerField(default=0)),
                ('late_calm', models.PositiveIntegerField(default=0)),
                ('beds', models.PositiveIntegerField(default=0)),
                ('beds_taken', models.PositiveIntegerField(default=0)),
                ('beds_free', models.PositiveIntegerField(default=0)),
                ('transfers_waiting', models.PositiveIntegerField(default=0)),
                ('waste_places', models.PositiveIntegerField(default=0)),
                ('waste_served', models.PositiveIntegerField(default=0)),
                ('waste_bags', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('community', 'day'), name='rollup_day'), models.UniqueConstraint(condition=models.Q(('latest', True)), fields=('community',), name='rollup_latest')],
                'indexes': [],
            },
        ),
    ])
