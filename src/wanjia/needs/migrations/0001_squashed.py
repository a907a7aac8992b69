import django.db.models.deletion
import wanjia.core.encryption.fields
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('needs', '0001_initial'), ('needs', '0002_seven_steps'), ('needs', '0003_open311_channel'), ('needs', '0004_sealed_numbers'), ('needs', '0005_incoming'), ('needs', '0006_paper_way'), ('needs', '0007_doubt_and_overrules'), ('needs', '0008_hearing')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('people', '0001_squashed'),
        ('places', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='places.dwelling')),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='people.resident')),
                ('asker', models.CharField(blank=True, max_length=80)),
                ('asker_phone', wanjia.core.encryption.fields.SealedField(blank=True, max_length=20)),
                ('channel', models.CharField(choices=[('phone', '电话'), ('household', '扫码'), ('paste', '粘贴'), ('relative', '亲属'), ('door', '上门'), ('paper', '纸条'), ('message', '来信'), ('open311', '开放接口'), ('note', '工作记录')], max_length=12)),
                ('text', models.TextField()),
                ('category', models.CharField(choices=[('medical_emergency', '急救'), ('medical_appointment', '就医'), ('medicine', '配药'), ('pregnancy', '孕产'), ('infant', '婴儿'), ('mental_health', '心理'), ('food', '食物'), ('water_power_gas', '水电燃气'), ('repair', '维修'), ('waste', '垃圾'), ('exit_permit', '出门'), ('test_result', '检测'), ('dispute', '纠纷'), ('pet', '宠物'), ('information', '询问'), ('other', '其他')], max_length=24)),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, '危及生命'), (2, '一天之内'), (3, '几天之内'), (4, '不急')])),
                ('why', models.CharField(blank=True, max_length=200)),
                ('why_en', models.CharField(blank=True, max_length=300)),
                ('overruled', models.BooleanField(default=False)),
                ('unsure', models.BooleanField(default=False)),
                ('verdict', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=list)),
                ('opened_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('owner', models.UUIDField(null=True)),
                ('owner_name', models.CharField(blank=True, max_length=80)),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to='people.staff')),
                ('dispatched_at', models.DateTimeField(null=True)),
                ('handled_at', models.DateTimeField(null=True)),
                ('reported_at', models.DateTimeField(null=True)),
                ('reported_by', models.UUIDField(null=True)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_by_name', models.CharField(blank=True, max_length=80)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reached', models.CharField(blank=True, max_length=80)),
                ('outcome', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['urgency', 'opened_at'],
                'indexes': [models.Index(fields=['community', 'closed_at', 'urgency'], name='need_open'), models.Index(fields=['community', 'dwelling'], name='need_dwelling')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='NeedNote',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='needs.need')),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('voice', '又有人来说'), ('note', '记一笔'), ('answer', '回复'), ('asked_back', '问对方'), ('asker', '对方说')], max_length=12)),
                ('text', models.CharField(max_length=1000)),
            ],
            options={
                'ordering': ['at'],
                'indexes': [models.Index(fields=['community', 'need'], name='need_note')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Overrule',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrules', to='needs.need')),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('way', models.CharField(choices=[('intake', '接电话时定的'), ('retriage', '后来改的'), ('answers', '两句问答定的')], max_length=12)),
                ('text', models.TextField()),
                ('category', models.CharField(choices=[('medical_emergency', '急救'), ('medical_appointment', '就医'), ('medicine', '配药'), ('pregnancy', '孕产'), ('infant', '婴儿'), ('mental_health', '心理'), ('food', '食物'), ('water_power_gas', '水电燃气'), ('repair', '维修'), ('waste', '垃圾'), ('exit_permit', '出门'), ('test_result', '检测'), ('dispute', '纠纷'), ('pet', '宠物'), ('information', '询问'), ('other', '其他')], max_length=24)),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, '危及生命'), (2, '一天之内'), (3, '几天之内'), (4, '不急')])),
                ('why', models.CharField(blank=True, max_length=200)),
                ('said_category', models.CharField(choices=[('medical_emergency', '急救'), ('medical_appointment', '就医'), ('medicine', '配药'), ('pregnancy', '孕产'), ('infant', '婴儿'), ('mental_health', '心理'), ('food', '食物'), ('water_power_gas', '水电燃气'), ('repair', '维修'), ('waste', '垃圾'), ('exit_permit', '出门'), ('test_result', '检测'), ('dispute', '纠纷'), ('pet', '宠物'), ('information', '询问'), ('other', '其他')], max_length=24)),
                ('said_urgency', models.PositiveSmallIntegerField(choices=[(1, '危及生命'), (2, '一天之内'), (3, '几天之内'), (4, '不急')])),
                ('said_unsure', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['community', 'at'], name='need_overrule'), models.Index(fields=['community', 'need'], name='need_overrule_of')],
                'constraints': [],
            },
        ),
    ])
