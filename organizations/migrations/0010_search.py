"""Names sorted by pinyin and found by any part; the rows are filled by the next migration."""

import core.search
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0009_people_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='sort_key',
            field=core.search.SortKey(db_collation='C', default='', editable=False, max_length=2000, of='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='organization',
            name='search_text',
            field=core.search.SearchText(also=('short_name', 'number', 'uscc'), default='', editable=False, spelled='name'),
            preserve_default=False,
        ),
    ]
