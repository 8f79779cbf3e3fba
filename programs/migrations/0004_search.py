"""Names sorted by pinyin and found by any part; the rows are filled by the next migration."""

import core.search
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0003_seats_security'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='occupation',
            name='pinyin',
        ),
        migrations.AddField(
            model_name='occupation',
            name='sort_key',
            field=core.search.SortKey(db_collation='C', default='', editable=False, max_length=2000, of='zh'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='occupation',
            name='search_text',
            field=core.search.SearchText(also=('en', 'code'), default='', editable=False, spelled='zh'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='programme',
            name='sort_key',
            field=core.search.SortKey(db_collation='C', default='', editable=False, max_length=2000, of='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='programme',
            name='search_text',
            field=core.search.SearchText(also=('number',), default='', editable=False, spelled='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='teacher',
            name='sort_key',
            field=core.search.SortKey(db_collation='C', default='', editable=False, max_length=2000, of='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='teacher',
            name='search_text',
            field=core.search.SearchText(also=('qualification',), default='', editable=False, spelled='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='venue',
            name='sort_key',
            field=core.search.SortKey(db_collation='C', default='', editable=False, max_length=2000, of='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='venue',
            name='search_text',
            field=core.search.SearchText(also=('address',), default='', editable=False, spelled='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='trainingclass',
            name='search_text',
            field=core.search.SearchText(also=('number',), default='', editable=False, spelled='name'),
            preserve_default=False,
        ),
    ]
