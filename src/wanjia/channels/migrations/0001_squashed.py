import django.db.models.deletion
import wanjia.core.encryption.fields
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('channels', '0001_initial'), ('channels', '0002_incoming'), ('channels', '0003_sealed_secrets'), ('channels', '0004_hearing')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('places', '0001_squashed'),
        ('zoning', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('name', models.CharField(max_length=60)),
                ('way', models.CharField(choices=[('hand', '没有机器人，人工转发'), ('wecom', '企业微信群机器人'), ('dingtalk', '钉钉群机器人'), ('feishu', '飞书群机器人'), ('sms', '短信网关'), ('mail', '电子邮件'), ('file', '写到文件')], default='hand', max_length=10)),
                ('secret', wanjia.core.encryption.fields.SealedField(blank=True, max_length=500)),
                ('reach', models.CharField(choices=[('community', '全居民区'), ('estate', '一个小区'), ('zone', '一个区'), ('stairwells', '几个楼道'), ('role', '一类工作人员')], max_length=12)),
                ('estate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.estate')),
                ('zone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='zoning.zone')),
                ('role', models.CharField(blank=True, choices=[('head', '居委会主任'), ('desk', '值班社工'), ('grid', '网格员'), ('doctor', '家庭医生'), ('steward', '物业管家'), ('volunteer', '志愿者'), ('town', '街镇')], max_length=12)),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['community', 'ended_at'], name='group_ended')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='GroupStairwell',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doors', to='channels.group')),
                ('stairwell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.stairwell')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'group', 'stairwell'), name='group_stairwell_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='channels.group')),
                ('way', models.CharField(choices=[('hand', '没有机器人，人工转发'), ('wecom', '企业微信群机器人'), ('dingtalk', '钉钉群机器人'), ('feishu', '飞书群机器人'), ('sms', '短信网关'), ('mail', '电子邮件'), ('file', '写到文件')], max_length=10)),
                ('to', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('subject', models.UUIDField(null=True)),
                ('part', models.PositiveSmallIntegerField(default=1)),
                ('dedupe', models.CharField(max_length=120)),
                ('stand', models.CharField(choices=[('waiting', '待发'), ('sent', '已发出'), ('failed', '没发出去'), ('refused', '不能发'), ('by_hand', '待人工转发'), ('done', '已人工转发'), ('cancelled', '已取消')], max_length=10)),
                ('made_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('maybe_twice', models.BooleanField(default=False)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('done_by', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['-made_at', 'part', '-id'],
                'indexes': [models.Index(fields=['community', 'stand', 'next_try_at'], name='message_due'), models.Index(fields=['community', 'group', 'tried_at'], name='message_rate'), models.Index(fields=['community', 'subject'], name='message_subject'), models.Index(fields=['community', '-made_at'], name='message_made')],
                'constraints': [models.UniqueConstraint(fields=('community', 'dedupe'), name='message_once')],
            },
        ),
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('kind', models.CharField(choices=[('wechat', '微信公众号'), ('hook', '其他程序（Webhook）')], max_length=10)),
                ('address', wanjia.core.encryption.fields.SealedField(max_length=43, unique=True)),
                ('secret', wanjia.core.encryption.fields.SealedField(max_length=64)),
                ('key', wanjia.core.encryption.fields.SealedField(blank=True, max_length=64)),
                ('account', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['kind', '-made_at', 'id'],
                'indexes': [models.Index(fields=['community', 'ended_at'], name='inbox_ended')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('inbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='senders', to='channels.inbox')),
                ('name', wanjia.core.encryption.fields.SealedField(max_length=64)),
                ('dwelling', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.dwelling')),
                ('tied_at', models.DateTimeField(null=True)),
                ('tied_by', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'inbox', 'name'), name='sender_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Incoming',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='channels.sender')),
                ('inbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='channels.inbox')),
                ('known_as', models.CharField(max_length=120)),
                ('nonce', models.CharField(max_length=80, null=True)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
                ('media', models.JSONField(default=dict)),
                ('reply', models.TextField(blank=True)),
                ('stand', models.CharField(choices=[('waiting', '待处理'), ('taken', '已记下'), ('aside', '不用处理')], max_length=10)),
                ('paste', models.UUIDField(null=True)),
                ('need', models.UUIDField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['community', 'stand', '-at'], name='incoming_stand'), models.Index(fields=['community', 'sender', '-at'], name='incoming_sender')],
                'constraints': [models.UniqueConstraint(fields=('community', 'inbox', 'known_as'), name='incoming_once'), models.UniqueConstraint(fields=('community', 'inbox', 'nonce'), name='incoming_nonce')],
            },
        ),
    ])
