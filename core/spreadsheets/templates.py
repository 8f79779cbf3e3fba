"""The empty workbook people fill in: text cells, drop-downs, and a sheet that explains."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from core.spreadsheets.limits import Limits
from core.spreadsheets.writing import Formats, sheet_title, write_text

LONGEST_LIST = 255  # characters, a limit of the file format
HEADER_WIDTH = 18
EXPLAINED_WIDTHS = (18, 10, 48, 40, 24)


def template(sheet, rows=()):
    """Return the XLSX template of a sheet in the current language.

    `rows` are filled in, as text by the keys of the columns: a list that is to be changed.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        formats = Formats(workbook)
        page = workbook.add_worksheet(sheet_title(sheet.title))
        write_headers(page, sheet, formats)
        _fill(page, sheet, rows, formats)
        _explain(workbook, sheet, formats)
        add_choices(workbook, page, sheet)
    return stream.getvalue()


def write_headers(page, sheet, formats):
    """Write the header row with its hints and give every column below the text format."""
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, HEADER_WIDTH, formats.text)
        page.write_string(0, place, column.header, formats.head)
        if column.hint:
            page.write_comment(0, place, str(column.hint))


def _fill(page, sheet, rows, formats):
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(sheet.columns):
            if row.get(column.key):
                write_text(page, number, place, row[column.key], formats.text)


def add_choices(workbook, page, sheet):
    """Give the columns with choices a drop-down; long lists stand on a sheet of their own."""
    lists = None
    for place, column in enumerate(sheet.columns):
        labels = [choice.label for choice in column.choices]
        if not labels:
            continue
        source = labels
        if len(",".join(labels)) > LONGEST_LIST or any("," in label for label in labels):
            lists = lists or workbook.add_worksheet(sheet_title(_("Choices")))
            source = _list_on(lists, place, labels)
        page.data_validation(1, place, Limits.rows, place, _rule(source))


def _list_on(lists, place, labels):
    lists.write_column(0, place, labels)
    last = xlsxwriter.utility.xl_rowcol_to_cell(len(labels) - 1, place, True, True)
    first = xlsxwriter.utility.xl_rowcol_to_cell(0, place, True, True)
    return f"='{lists.get_name()}'!{first}:{last}"


def _rule(source):
    return {
        "validate": "list",
        "source": source,
        "error_title": _("Choose from the list"),
        "error_message": _("Only the choices of the list can be read."),
    }


def _explain(workbook, sheet, formats):
    page = workbook.add_worksheet(sheet_title(_("How to fill in")))
    for place, width in enumerate(EXPLAINED_WIDTHS):
        page.set_column(place, place, width, formats.wrapped)
    heads = (_("Column"), _("Required"), _("What to write"), _("Choices"), _("Example"))
    for place, head in enumerate(heads):
        page.write_string(0, place, head, formats.head)
    for number, column in enumerate(sheet.columns, start=1):
        for place, words in enumerate(_explained(column)):
            write_text(page, number, place, words, formats.wrapped)
    for number, rule in enumerate(_rules(sheet), start=len(sheet.columns) + 2):
        page.write_string(number, 0, rule)


def _explained(column):
    required = _("yes") if column.required else _("no")
    return column.header, required, str(column.hint), column.choice_names, str(column.example)


def _rules(sheet):
    return (
        str(sheet.row_rule or _("One row for each entry.")),
        _("Leave the header row as it is. The order of the columns does not matter."),
        _("All cells are text, so that long numbers keep every digit. Do not change the format."),
        _("Do not merge cells, hide rows or use formulas."),
    )
