import django.db.models.deletion
import wanjia.core.ids
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('notices', '0001_initial')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('places', '0001_squashed'),
        ('zoning', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('title', models.CharField(max_length=60)),
                ('title_en', models.CharField(blank=True, max_length=120)),
                ('body', models.TextField()),
                ('body_en', models.TextField(blank=True)),
                ('reach', models.CharField(choices=[('community', '全居民区'), ('estate', '一个小区'), ('zone', '一个区'), ('stairwells', '几个楼道'), ('role', '一类工作人员')], max_length=12)),
                ('estate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.estate')),
                ('zone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='zoning.zone')),
                ('role', models.CharField(blank=True, choices=[('head', '居委会主任'), ('desk', '值班社工'), ('grid', '网格员'), ('doctor', '家庭医生'), ('steward', '物业管家'), ('volunteer', '志愿者'), ('town', '街镇')], max_length=12)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('important', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('withdrawn', '已撤回')], default='draft', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-written_at', '-id'],
                'indexes': [models.Index(fields=['community', 'state', '-written_at'], name='notice_state')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='NoticeStairwell',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doors', to='notices.notice')),
                ('stairwell', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.stairwell')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'stairwell'], name='notice_stairwell')],
                'constraints': [models.UniqueConstraint(fields=('community', 'notice', 'stairwell'), name='notice_stairwell_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeSeen',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen_by', to='notices.notice')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.dwelling')),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('opened', '打开过页面'), ('ticked', '点了已读'), ('paper', '门上张贴')], max_length=8)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'notice', 'dwelling'), name='notice_seen_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='NoticeAnswer',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='notices.notice')),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('text', models.CharField(max_length=1000)),
                ('text_en', models.CharField(blank=True, max_length=2000)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['at'],
                'indexes': [models.Index(fields=['community', 'notice'], name='notice_answer')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='notices.notice')),
                ('dwelling', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='places.dwelling')),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('text', models.CharField(max_length=500)),
                ('moderation', models.CharField(choices=[('waiting', '等审核'), ('shown', '已放行'), ('hidden', '不公开')], default='waiting', max_length=8)),
                ('hidden_why', models.CharField(blank=True, max_length=200)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='notices.noticeanswer')),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['community', 'notice', 'at'], name='comment_notice'), models.Index(fields=['community', 'dwelling', '-at'], name='comment_dwelling'), models.Index(fields=['community', 'moderation'], name='comment_moderation')],
                'constraints': [],
            },
        ),
    ])
