import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('places', '0001_initial')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Estate',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('apartments', '公寓'), ('maisonettes', '叠加'), ('terraced', '联排'), ('detached', '独栋')], default='apartments', max_length=12)),
                ('lanes', models.JSONField(default=list)),
                ('outline', models.JSONField(default=list)),
                ('schematic', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('community', 'name'), name='estate_name')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buildings', to='places.estate')),
                ('label', models.CharField(max_length=20)),
                ('floors', models.PositiveSmallIntegerField(default=6)),
                ('polygon', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'estate', 'label'), name='building_label')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Junction',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='junctions', to='places.estate')),
                ('label', models.CharField(max_length=20)),
                ('at', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'estate', 'label'), name='junction_label')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Path',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paths', to='places.estate')),
                ('label', models.CharField(max_length=20)),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.junction')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.junction')),
                ('guards', models.PositiveSmallIntegerField(default=1)),
                ('line', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'estate', 'label'), name='path_label')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gates', to='places.estate')),
                ('label', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=40)),
                ('junction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gates', to='places.junction')),
                ('guards', models.PositiveSmallIntegerField(default=2)),
                ('at', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'estate', 'label'), name='gate_label')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Stairwell',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('estate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stairwells', to='places.estate')),
                ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stairwells', to='places.building')),
                ('label', models.CharField(max_length=20)),
                ('lane', models.CharField(blank=True, max_length=20)),
                ('sort', models.PositiveIntegerField(default=0)),
                ('junction', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.junction')),
                ('at', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['sort', 'label'],
                'constraints': [models.UniqueConstraint(fields=('community', 'estate', 'lane', 'label'), name='stairwell_label')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SharedWay',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.stairwell')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.stairwell')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'a', 'b'), name='shared_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('stairwell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dwellings', to='places.stairwell')),
                ('room', models.CharField(blank=True, max_length=20)),
                ('door', models.CharField(max_length=44)),
                ('floor', models.SmallIntegerField(default=1)),
                ('sort', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['sort', 'door'],
                'indexes': [models.Index(fields=['community', 'door'], name='dwelling_door')],
                'constraints': [models.UniqueConstraint(fields=('community', 'stairwell', 'room'), name='dwelling_room')],
            },
        ),
    ])
