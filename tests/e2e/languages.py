"""Words in the wrong language: Latin runs on a Chinese page, Chinese on an English one.

What stands in the database is data and may be in any language; everything else is ours.
"""

import re
from html import unescape

import psycopg2

LATIN = re.compile(r"[A-Za-z][A-Za-z'’]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
ICON = r"<span[^>]*material-symbols[^>]*>[^<]*</span>"  # a word that the font draws as a picture
NOT_READ = re.compile(rf"<(script|style|template|svg)\b.*?</\1>|<!--.*?-->|{ICON}", re.DOTALL)
SPOKEN = re.compile(r'\s(?:placeholder|aria-label|title|alt|data-label)="([^"]*)"')
TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""")
# Words that are the same in both languages, each with its reason.
OF_BOTH = {
    "WCAG", "GB", "ISCO", "UTF", "PDF", "XLSX", "CSV", "JSON", "API", "CNY", "SHA",  # standards
    "JPEG", "PNG", "ics",  # files
    "English", "简体中文",  # the language switch names each language in itself
    "Chrome", "Linux", "Firefox", "Safari", "Windows", "Android", "iPhone", "Edge", "macOS",
    "TOTP", "JavaScript", "Enter", "Esc",
}  # fmt: skip
DATA_TYPES = ("text", "character varying", "jsonb")


def data_of(url) -> str:
    """Every text the database of a product holds, as one string to look words up in."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = ANY(%s)",
            [list(DATA_TYPES)],
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}"::text FROM "{table}" LIMIT 20000')
            found += [row[0] for row in cursor.fetchall() if row[0]]
    connection.close()
    return "\n".join(found)


def words_of(html: str) -> str:
    """What a person reads or hears of a page."""
    html = NOT_READ.sub(" ", html)
    return unescape(" ".join([*SPOKEN.findall(html), TAG.sub(" ", html)]))


def strangers(html: str, language: str, data: str) -> set[str]:
    """The words of a page that are neither of its language, nor data, nor of both."""
    pattern = LATIN if language.startswith("zh") else CHINESE
    return {
        word
        for word in set(pattern.findall(words_of(html)))
        if word not in OF_BOTH and word not in data
    }
