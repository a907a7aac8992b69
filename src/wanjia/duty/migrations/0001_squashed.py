import django.db.models.deletion
import wanjia.core.encryption.fields
import wanjia.core.ids
from django.conf import settings
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('duty', '0001_initial'), ('duty', '0002_calendarlink'), ('duty', '0003_sealed_links')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('name', models.CharField(max_length=40)),
                ('name_en', models.CharField(blank=True, max_length=40)),
                ('medical', models.BooleanField(default=False)),
                ('pattern', models.CharField(max_length=20)),
            ],
            options={
                'ordering': ['-medical', 'name'],
                'indexes': [models.Index(fields=['community', 'name'], name='team_name')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='duty.team')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='people.staff')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'team', 'staff'), name='member_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rosters', to='duty.team')),
                ('first', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('pattern', models.CharField(max_length=20)),
                ('need', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-first', '-made_at'],
                'indexes': [models.Index(fields=['community', 'team', 'published_at'], name='roster_team')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='duty.roster')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='people.staff')),
                ('day', models.DateField()),
                ('key', models.CharField(max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('live', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['starts_at', 'key'],
                'indexes': [models.Index(fields=['community', 'live', 'starts_at'], name='shift_when'), models.Index(fields=['community', 'staff', 'starts_at'], name='shift_staff')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='people.staff')),
                ('kind', models.CharField(choices=[('away', '不能来'), ('day_off', '想休息'), ('no_nights', '不上夜班')], max_length=10)),
                ('first', models.DateField()),
                ('last', models.DateField()),
            ],
            options={
                'ordering': ['first'],
                'indexes': [models.Index(fields=['community', 'staff'], name='wish_staff')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='people.staff')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['since'],
                'indexes': [models.Index(fields=['community', 'until'], name='stay_open')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Trip',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trips', to='people.resident')),
                ('need', models.UUIDField(null=True)),
                ('why', models.CharField(max_length=200)),
                ('hospital', models.CharField(max_length=80)),
                ('hospital_phone', models.CharField(blank=True, max_length=20)),
                ('route', models.CharField(blank=True, max_length=200)),
                ('escort', models.CharField(blank=True, max_length=80)),
                ('vehicle', models.CharField(blank=True, max_length=40)),
                ('driver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trips', to='people.staff')),
                ('pass_number', models.CharField(max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(blank=True, max_length=80)),
                ('told_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('returned_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-opened_at'],
                'indexes': [models.Index(fields=['community', 'returned_at', 'cancelled_at'], name='trip_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('returned_at__isnull', True)), fields=('community', 'resident'), name='trip_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CalendarLink',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('token', wanjia.core.encryption.fields.SealedField(max_length=43, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'user'), name='calendar_link_once')],
                'indexes': [],
            },
        ),
    ])
