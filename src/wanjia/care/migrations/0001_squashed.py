import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('care', '0001_initial')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='people.staff')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='people.resident')),
                ('since', models.DateTimeField()),
                ('why', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_why', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['since'],
                'indexes': [models.Index(fields=['community', 'staff', 'ended_at'], name='pair_staff')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('community', 'resident'), name='pair_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='people.resident')),
                ('kind', models.CharField(choices=[('shopping', '代买'), ('medicine', '代配药')], max_length=10)),
                ('shop', models.CharField(blank=True, max_length=80)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('wanted_by', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('buyer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='errands', to='people.staff')),
                ('given', models.PositiveIntegerField(default=0)),
                ('returned', models.PositiveIntegerField(default=0)),
                ('card_taken_at', models.DateTimeField(null=True)),
                ('card_returned_at', models.DateTimeField(null=True)),
                ('prescription', models.BooleanField(default=False)),
                ('taken_at', models.DateTimeField(null=True)),
                ('bought_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['asked_at'],
                'indexes': [models.Index(fields=['community', 'settled_at', 'cancelled_at'], name='errand_open'), models.Index(fields=['community', 'resident'], name='errand_resident')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ErrandItem',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('errand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='care.errand')),
                ('sort', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=120)),
                ('quantity', models.CharField(blank=True, max_length=40)),
                ('price', models.PositiveIntegerField(null=True)),
                ('missing', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['sort'],
                'indexes': [models.Index(fields=['community', 'errand'], name='item_errand')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('errand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='care.errand')),
                ('amount', models.PositiveIntegerField()),
                ('shop', models.CharField(blank=True, max_length=80)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at'],
                'indexes': [models.Index(fields=['community', 'errand'], name='receipt_errand')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Pregnancy',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pregnancies', to='people.resident')),
                ('due', models.DateField()),
                ('hospital', models.CharField(blank=True, max_length=80)),
                ('hospital_phone', models.CharField(blank=True, max_length=20)),
                ('driver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='people.staff')),
                ('escort', models.CharField(blank=True, max_length=80)),
                ('plan', models.CharField(blank=True, max_length=500)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_why', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['due'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('community', 'resident'), name='pregnancy_one_at_a_time')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Newborn',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='newborn_files', to='people.resident')),
                ('born', models.DateField()),
                ('hospital', models.CharField(blank=True, max_length=80)),
                ('birth_grams', models.PositiveIntegerField(null=True)),
                ('feeding', models.CharField(blank=True, choices=[('breast', '母乳'), ('formula', '配方奶'), ('mixed', '混合')], max_length=8)),
                ('formula', models.CharField(blank=True, max_length=80)),
                ('nappies', models.CharField(blank=True, max_length=40)),
                ('screened_on', models.DateField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-born'],
                'constraints': [models.UniqueConstraint(fields=('community', 'resident'), name='newborn_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('newborn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weighings', to='care.newborn')),
                ('day', models.DateField()),
                ('grams', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('community', 'newborn', 'day'), name='weighing_day')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Vaccination',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('newborn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vaccinations', to='care.newborn')),
                ('dose', models.CharField(max_length=20)),
                ('given_on', models.DateField()),
            ],
            options={
                'ordering': ['given_on'],
                'constraints': [models.UniqueConstraint(fields=('community', 'newborn', 'dose'), name='dose_once')],
                'indexes': [],
            },
        ),
    ])
