import django.db.models.deletion
import wanjia.core.encryption.fields
import wanjia.core.ids
from django.conf import settings
from django.db import migrations, models

from wanjia.core.transfer.together import together


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_sealed_numbers'), ('people', '0003_invitation'), ('people', '0004_photo'), ('people', '0005_retention'), ('people', '0006_sealed_links')]

    initial = True

    dependencies = [
        ('kernel', '0001_squashed'),
        ('places', '0001_squashed'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Resident',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residents', to='places.dwelling')),
                ('name', models.CharField(max_length=80)),
                ('pinyin', models.CharField(blank=True, max_length=160)),
                ('initials', models.CharField(blank=True, max_length=40)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('birth', models.DateField(null=True)),
                ('id_number', wanjia.core.encryption.fields.SealedField(blank=True, max_length=40)),
                ('phone', wanjia.core.encryption.fields.SealedField(blank=True, max_length=20)),
                ('phone2', wanjia.core.encryption.fields.SealedField(blank=True, max_length=20)),
                ('relation', models.CharField(blank=True, max_length=20)),
                ('register', models.CharField(blank=True, max_length=20)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('where', models.CharField(choices=[('home', '在家'), ('away', '外出'), ('hospital', '住院'), ('work', '单位'), ('transferred', '已转运')], default='home', max_length=12)),
                ('exempt_until', models.DateField(null=True)),
                ('exempt_why', models.CharField(blank=True, max_length=80)),
                ('sort', models.PositiveSmallIntegerField(default=0)),
                ('left_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['sort', 'id'],
                'indexes': [models.Index(fields=['community', 'dwelling'], name='resident_dwelling'), models.Index(fields=['community', 'name'], name='resident_name'), models.Index(fields=['community', 'initials'], name='resident_initials'), models.Index(fields=['community', 'phone'], name='resident_phone'), models.Index(fields=['community', 'id_number'], name='resident_id_number')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risks', to='people.resident')),
                ('kind', models.CharField(choices=[('lone_elder', '独居老人'), ('pregnant', '孕妇'), ('newborn', '新生儿'), ('dialysis', '血透'), ('chemotherapy', '放化疗'), ('chronic', '慢性病用药'), ('disabled', '残疾'), ('mental', '精神健康'), ('minor_alone', '未成年人独处'), ('language', '语言不通'), ('no_smartphone', '不用智能手机')], max_length=16)),
                ('detail', models.JSONField(default=dict)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('confirmed', models.BooleanField(default=False)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'resident'], name='risk_resident'), models.Index(fields=['community', 'kind'], name='risk_kind')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('name', models.CharField(max_length=80)),
                ('role', models.CharField(choices=[('head', '居委会主任'), ('desk', '值班社工'), ('grid', '网格员'), ('doctor', '家庭医生'), ('steward', '物业管家'), ('volunteer', '志愿者'), ('town', '街镇')], max_length=12)),
                ('phone', wanjia.core.encryption.fields.SealedField(blank=True, max_length=20)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='staff', to=settings.AUTH_USER_MODEL)),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='staff', to='people.resident')),
                ('skills', models.JSONField(default=list)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['role', 'name'],
                'indexes': [models.Index(fields=['community', 'role'], name='staff_role')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='people.resident')),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('way', models.CharField(choices=[('call', '电话'), ('door', '上门'), ('video', '视频'), ('message', '消息')], max_length=8)),
                ('outcome', models.CharField(choices=[('well', '平安'), ('needs', '有需求'), ('no_answer', '无人接听'), ('wrong_number', '号码不对'), ('will_report', '马上填报'), ('refused', '拒绝')], max_length=16)),
                ('next_step', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['community', 'resident', '-at'], name='contact_resident')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='HouseholdLink',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='places.dwelling')),
                ('token', wanjia.core.encryption.fields.SealedField(max_length=43, unique=True)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'dwelling'], name='link_dwelling')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.staff')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=80)),
                ('role', models.CharField(choices=[('head', '居委会主任'), ('desk', '值班社工'), ('grid', '网格员'), ('doctor', '家庭医生'), ('steward', '物业管家'), ('volunteer', '志愿者'), ('town', '街镇')], max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'indexes': [models.Index(fields=['community', '-made_at'], name='invitation_made')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.dwelling')),
                ('subject', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('data', models.BinaryField()),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['community', 'subject'], name='photo_subject'), models.Index(fields=['community', 'dwelling'], name='photo_dwelling')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=wanjia.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.community')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.dwelling')),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='people.resident')),
                ('what', models.CharField(choices=[('name', '姓名'), ('phone', '电话'), ('phone2', '备用电话'), ('id_number', '证件号'), ('birth', '出生日期'), ('other', '其他')], max_length=10)),
                ('said', wanjia.core.encryption.fields.SealedField(max_length=200)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=80)),
                ('accepted', models.BooleanField(null=True)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['community', 'settled_at', 'at'], name='correction_open'), models.Index(fields=['community', 'dwelling'], name='correction_door')],
                'constraints': [],
            },
        ),
    ])
