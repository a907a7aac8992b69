import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('zoning', '0001_initial'), ('zoning', '0002_english_names')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
        ('places', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='places.dwelling')),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.resident')),
                ('test', models.CharField(choices=[('pcr', '核酸'), ('antigen', '抗原'), ('clinical', '临床诊断')], max_length=10)),
                ('sampled_at', models.DateTimeField()),
                ('told_by', models.CharField(max_length=80)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('moved_out_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-recorded_at'],
                'indexes': [models.Index(fields=['community', '-recorded_at'], name='case_recorded')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='places.estate')),
                ('at', models.DateTimeField()),
                ('in_force_from', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('protocol', models.CharField(max_length=40)),
                ('plan', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['community', 'estate', '-at'], name='publication_estate')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zones', to='places.estate')),
                ('publication', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='zones', to='zoning.publication')),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('klass', models.CharField(max_length=20)),
                ('protocol', models.CharField(max_length=40)),
                ('protocol_version', models.CharField(blank=True, max_length=20)),
                ('came_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='zoning.zone')),
                ('started_at', models.DateTimeField()),
                ('clock_from', models.DateTimeField()),
                ('planned_end', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_why', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'ordering': ['-started_at'],
                'indexes': [models.Index(fields=['community', 'ended_at'], name='zone_ended'), models.Index(fields=['community', 'estate', '-started_at'], name='zone_estate')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ZoneStairwell',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='zoning.zone')),
                ('stairwell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zonings', to='places.stairwell')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'zone'], name='zonestairwell_zone'), models.Index(fields=['community', 'stairwell'], name='zonestairwell_stairwell')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('community', 'stairwell'), name='stairwell_in_one_zone')],
            },
        ),
        migrations.CreateModel(
            name='GuardPost',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='zoning.publication')),
                ('label', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=8)),
                ('guards', models.PositiveSmallIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'publication'], name='post_pub')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ProtocolCopy',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('name', models.CharField(max_length=40)),
                ('toml', models.TextField()),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'name'), name='protocol_copy_name')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='zoning.zone')),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'zone'], name='grid_zone')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='GridStairwell',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='zoning.grid')),
                ('stairwell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.stairwell')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'grid', 'stairwell'), name='grid_stairwell_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='GridMember',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='zoning.grid')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='people.staff')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'grid', 'staff'), name='grid_member_once')],
                'indexes': [],
            },
        ),
        migrations.AddField(
            model_name='grid',
            name='stairwells',
            field=models.ManyToManyField(related_name='grids', through='zoning.GridStairwell', to='places.stairwell'),
        ),
    ])
