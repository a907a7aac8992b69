import django.db.models.deletion
import wanjia.core.ids
from decimal import Decimal
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('reports', '0001_initial'), ('reports', '0002_round_who_and_pcr'), ('reports', '0003_paste_taken_back'), ('reports', '0004_paper_way'), ('reports', '0005_retention'), ('reports', '0006_measured_at')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
        ('zoning', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='zoning.zone')),
                ('key', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('name_en', models.CharField(blank=True, max_length=40)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('wants', models.JSONField(default=list)),
                ('who', models.CharField(default='residents', max_length=10)),
                ('fever', models.DecimalField(decimal_places=1, default=Decimal('37.3'), max_digits=3)),
                ('cancelled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['opens_at'],
                'indexes': [models.Index(fields=['community', 'opens_at'], name='round_opens')],
                'constraints': [models.UniqueConstraint(fields=('community', 'zone', 'key'), name='round_key')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='reports.round')),
                ('resident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='people.resident')),
                ('at', models.DateTimeField()),
                ('measured_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('told', models.CharField(blank=True, max_length=60)),
                ('way', models.CharField(choices=[('household', '扫码'), ('door', '上门'), ('paste', '粘贴'), ('excel', '表格'), ('call', '电话'), ('paper', '纸条')], max_length=10)),
                ('by', models.UUIDField(null=True)),
                ('antigen', models.CharField(blank=True, choices=[('negative', '阴性'), ('positive', '阳性'), ('invalid', '无效')], max_length=8)),
                ('pcr', models.CharField(blank=True, choices=[('sampled', '已采样'), ('negative', '阴性'), ('positive', '阳性')], max_length=8)),
                ('temperature', models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ('well', models.BooleanField(default=False)),
                ('symptoms', models.CharField(blank=True, max_length=80)),
                ('where', models.CharField(blank=True, choices=[('home', '在家'), ('away', '外出'), ('hospital', '住院'), ('work', '单位'), ('transferred', '已转运')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('current', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'resident', 'round'], name='answer_resident')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('community', 'round', 'resident'), name='answer_current_once')],
            },
        ),
        migrations.CreateModel(
            name='Paste',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pastes', to='reports.round')),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField()),
                ('committed_at', models.DateTimeField(null=True)),
                ('taken_back_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PasteLine',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('paste', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='reports.paste')),
                ('line', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('kind', models.CharField(max_length=10)),
                ('status', models.CharField(max_length=10)),
                ('reading', models.JSONField()),
                ('stored', models.BooleanField(default=False)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.UUIDField(null=True)),
            ],
            options={
                'ordering': ['line'],
                'constraints': [models.UniqueConstraint(fields=('community', 'paste', 'line'), name='paste_line')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='reports.answer')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='people.resident')),
                ('kind', models.CharField(choices=[('positive', '检测阳性'), ('fever', '发热')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('owner', models.UUIDField(null=True)),
                ('owner_name', models.CharField(blank=True, max_length=80)),
                ('steps', models.JSONField(default=dict)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['due_at'],
                'indexes': [models.Index(fields=['community', 'closed_at', 'due_at'], name='alarm_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('community', 'resident', 'kind'), name='alarm_open_once')],
            },
        ),
        migrations.CreateModel(
            name='DayKept',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('day', models.DateField()),
                ('figures', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'day'), name='day_kept_once')],
                'indexes': [],
            },
        ),
    ])
