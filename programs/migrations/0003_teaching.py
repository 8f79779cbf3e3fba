"""The identity of teachers across the city, and their qualifications."""
import core.privacy.fields
import django.contrib.postgres.constraints
import django.db.models.deletion
import programs.models.session
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_outbox'),
        ('organizations', '0002_security'),
        ('programs', '0002_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TeacherQualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='qualification number')),
                ('level', models.CharField(blank=True, choices=[('apprentice', 'Apprentice'), ('5', 'Junior worker (level 5)'), ('4', 'Intermediate worker (level 4)'), ('3', 'Senior worker (level 3)'), ('2', 'Technician (level 2)'), ('1', 'Senior technician (level 1)'), ('special_master', 'Special-grade technician'), ('chief_master', 'Chief technician')], max_length=14, verbose_name='skill level')),
                ('course_type', models.CharField(blank=True, choices=[('GYB', 'Generate your business idea (GYB)'), ('SYB', 'Start your business (SYB)'), ('IYB', 'Improve your business (IYB)'), ('online_shop', 'Online shop')], max_length=12, verbose_name='course')),
                ('state', models.CharField(choices=[('submitted', 'Submitted'), ('returned', 'Returned'), ('valid', 'Valid'), ('suspended', 'Suspended'), ('expired', 'Expired'), ('refused', 'Not recognised'), ('ended', 'Employment over')], default='submitted', max_length=10, verbose_name='state')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted')),
                ('agreement', models.CharField(blank=True, choices=[('account', "By the teacher's own account"), ('paper', 'On a signed paper among the proof')], max_length=10, verbose_name='agreement')),
                ('agreed_at', models.DateTimeField(blank=True, null=True, verbose_name='teacher agreed')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='replied')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='employment ended')),
                ('warned_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': "teacher's qualification",
                'verbose_name_plural': "teachers' qualifications",
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='TeachingPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_type', models.CharField(choices=[('citizen_id', 'Resident identity card'), ('hmt_residence_permit', 'Residence permit for Hong Kong, Macao and Taiwan residents'), ('permanent_residence_card', "Foreigner's permanent residence card")], max_length=24, verbose_name='document')),
                ('identity_hash', core.privacy.fields.KeyedHashField(editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'teaching person',
                'verbose_name_plural': 'teaching persons',
            },
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='teacher_never_double_booked',
        ),
        migrations.AddField(
            model_name='teacher',
            name='document_type',
            field=models.CharField(choices=[('citizen_id', 'Resident identity card'), ('hmt_residence_permit', 'Residence permit for Hong Kong, Macao and Taiwan residents'), ('permanent_residence_card', "Foreigner's permanent residence card")], default='citizen_id', max_length=24, verbose_name='document'),
        ),
        migrations.AlterField(
            model_name='teacher',
            name='qualification',
            field=models.CharField(blank=True, max_length=120, verbose_name='title or certificate'),
        ),
        migrations.AddField(
            model_name='teacher',
            name='identity_number',
            field=core.privacy.fields.EncryptedField(default='', verbose_name='identity number'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organizations.district', verbose_name='district'),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='occupation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='programs.occupation', verbose_name='occupation'),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organizations.organization', verbose_name='institution'),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='proof',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='core.storedfile', verbose_name='proof'),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='submitted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by'),
        ),
        migrations.AddField(
            model_name='teacherqualification',
            name='teacher',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='programs.teacher', verbose_name='teacher'),
        ),
        migrations.AddConstraint(
            model_name='teachingperson',
            constraint=models.UniqueConstraint(fields=('document_type', 'identity_hash'), name='teaching_person_once'),
        ),
        migrations.AddField(
            model_name='session',
            name='person',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=0, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.teachingperson'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='teacher',
            name='person',
            field=models.ForeignKey(default=0, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.teachingperson'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), expressions=[('person', '='), (programs.models.session.TstzRange('starts_at', 'ends_at'), '&&')], name='teacher_never_double_booked'),
        ),
        # The teacher is named first where both are taken: constraints are asked as they were made.
        migrations.RemoveConstraint(
            model_name='session',
            name='room_never_double_booked',
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), expressions=[('venue', '='), (programs.models.session.TstzRange('starts_at', 'ends_at'), '&&')], name='room_never_double_booked'),
        ),
        migrations.AddConstraint(
            model_name='teacher',
            constraint=models.UniqueConstraint(fields=('organization', 'person'), name='teacher_person_once'),
        ),
        migrations.AddConstraint(
            model_name='teacher',
            constraint=models.UniqueConstraint(fields=('id', 'person'), name='teacher_of_person'),
        ),
        migrations.AddIndex(
            model_name='teacherqualification',
            index=models.Index(fields=['organization', 'state'], name='qualification_organization'),
        ),
        migrations.AddIndex(
            model_name='teacherqualification',
            index=models.Index(fields=['district', 'state'], name='qualification_district'),
        ),
        migrations.AddIndex(
            model_name='teacherqualification',
            index=models.Index(fields=['state', 'valid_until'], name='qualification_ending'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='qualification_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('submitted', 'returned'))), fields=('teacher', 'occupation', 'level', 'course_type'), name='qualification_asked_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', ''), ('occupation__isnull', True), models.Q(('course_type', ''), _negated=True)), models.Q(('course_type', ''), ('occupation__isnull', False), models.Q(('level', ''), _negated=True)), _connector='OR'), name='qualification_has_occupation_or_course'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('valid', 'suspended', 'expired')), _negated=True), models.Q(('agreed_at__isnull', False), ('replied_at__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='qualification_recognised_is_agreed_and_ends'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='qualification_reviewed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreement', '')), models.Q(models.Q(('agreement', ''), _negated=True), ('agreed_at__isnull', False)), _connector='OR'), name='qualification_agreement_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='teacherqualification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_on__isnull', False), _connector='OR'), name='qualification_ended_has_a_day'),
        ),
    ]
