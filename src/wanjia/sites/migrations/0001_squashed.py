import django.db.models.deletion
import wanjia.core.encryption.fields
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('sites', '0001_initial'), ('sites', '0002_sealed_numbers'), ('sites', '0003_sealed_links'), ('sites', '0004_confirmations')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
        ('zoning', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('kind', models.CharField(choices=[('shelter', '方舱'), ('hospital', '定点医院')], default='shelter', max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('address', models.CharField(blank=True, max_length=160)),
                ('beds_planned', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('target_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['started_at', 'name'],
                'indexes': [models.Index(fields=['community', 'closed_at'], name='site_open')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='SiteItem',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='sites.site')),
                ('key', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('unit', models.CharField(max_length=20)),
                ('unit_en', models.CharField(blank=True, max_length=20)),
                ('target', models.PositiveIntegerField()),
                ('weight', models.PositiveSmallIntegerField()),
                ('hours', models.PositiveSmallIntegerField()),
                ('after', models.JSONField(default=list)),
                ('sort', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['sort'],
                'constraints': [models.UniqueConstraint(fields=('community', 'site', 'key'), name='site_item_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SiteReport',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='sites.siteitem')),
                ('hour', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('done', models.PositiveIntegerField()),
                ('people', models.PositiveIntegerField(default=0)),
                ('block', models.CharField(blank=True, max_length=200)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('confirmed', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['hour', 'at', 'id'],
                'indexes': [models.Index(fields=['community', 'item', 'hour'], name='site_report_hour')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='SiteLink',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='sites.site')),
                ('token', wanjia.core.encryption.fields.SealedField(max_length=43, unique=True)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'site'], name='site_link')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('plate', models.CharField(max_length=20)),
                ('seats', models.PositiveSmallIntegerField()),
                ('driver', models.CharField(blank=True, max_length=80)),
                ('phone', wanjia.core.encryption.fields.SealedField(blank=True, max_length=20)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['plate'],
                'constraints': [models.UniqueConstraint(fields=('community', 'plate'), name='vehicle_plate')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Trip',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('vehicle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trips', to='sites.vehicle')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trips', to='sites.site')),
                ('leaves_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['leaves_at'],
                'indexes': [models.Index(fields=['community', 'leaves_at'], name='trip_leaves')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='people.resident')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='transfers', to='zoning.case')),
                ('why', models.CharField(blank=True, max_length=120)),
                ('waiting_since', models.DateTimeField()),
                ('trip', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='transfers', to='sites.trip')),
                ('seat', models.PositiveSmallIntegerField(null=True)),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='sites.site')),
                ('left_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('handed_to', models.CharField(blank=True, max_length=80)),
                ('result', models.CharField(blank=True, max_length=200)),
                ('returned_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_why', models.CharField(blank=True, max_length=120)),
                ('behind', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['waiting_since'],
                'indexes': [models.Index(fields=['community', 'left_at', 'waiting_since'], name='transfer_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('returned_at__isnull', True)), fields=('community', 'resident'), name='transfer_one_at_a_time'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('seat__isnull', False)), fields=('community', 'trip', 'seat'), name='transfer_seat_once')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='people.resident')),
                ('alarm', models.UUIDField(null=True)),
                ('test', models.CharField(choices=[('pcr', '核酸'), ('antigen', '抗原')], max_length=10)),
                ('sampled_at', models.DateTimeField()),
                ('result', models.CharField(choices=[('positive', '阳性'), ('negative', '阴性'), ('unclear', '可疑，要再测')], max_length=10)),
                ('ct', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('laboratory', models.CharField(blank=True, max_length=80)),
                ('recorded_at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['-sampled_at', '-id'],
                'indexes': [models.Index(fields=['community', 'resident'], name='confirmation_resident'), models.Index(fields=['community', 'alarm'], name='confirmation_alarm')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='sites.site')),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='people.resident')),
                ('transfer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='sites.transfer')),
                ('patient', models.CharField(blank=True, max_length=80)),
                ('zone', models.CharField(blank=True, max_length=20)),
                ('bed', models.CharField(blank=True, max_length=12)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-since'],
                'indexes': [models.Index(fields=['community', 'site', 'since'], name='stay_site'), models.Index(fields=['community', 'resident'], name='stay_resident')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True), models.Q(('bed', ''), _negated=True)), fields=('community', 'site', 'zone', 'bed'), name='stay_bed_once')],
            },
        ),
    ])
