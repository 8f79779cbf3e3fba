"""The words for every code of the engine: what is wrong, and what to do about it."""

from django.utils.translation import gettext_lazy as _

FILE = {
    "file_empty": _("The file is empty. Fill in the template and choose it again."),
    "file_too_big": _(
        "The file has %(size)d MB; at most %(limit)d MB can be read. Split it into parts."
    ),
    "file_type_unsupported": _(
        "Only XLSX and CSV files can be read. Save the sheet as “Excel workbook (.xlsx)”."
    ),
    "file_type_mismatch": _(
        "The content of the file is not what its name says. Open it in a spreadsheet program, "
        "save it as “Excel workbook (.xlsx)” and choose the new file."
    ),
    "file_old_excel": _(
        "This is a workbook of the old Excel format. Save it as “Excel workbook (.xlsx)”."
    ),
    "file_macros": _(
        "The workbook holds macros, which are not accepted. Save it as “Excel workbook (.xlsx)” "
        "without macros."
    ),
    "file_encrypted": _(
        "The workbook is protected by a password. Remove the password, save and choose it again."
    ),
    "file_damaged": _(
        "The file is damaged or was cut off on its way. Open it, save it anew and choose it again."
    ),
    "file_bomb": _(
        "The workbook would unpack to more than %(limit)d MB. Copy the rows that are needed "
        "into the template."
    ),
    "file_dtd": _(
        "The workbook holds definitions of XML that no spreadsheet program writes, so it was "
        "not opened. Copy the rows into the template."
    ),
    "file_too_many_rows": _(
        "The file is filled down to row %(found)d; at most %(limit)d rows can be read at once. "
        "Delete stray cells below the list, or split the file."
    ),
    "file_too_many_columns": _(
        "The file is filled up to column %(found)d; at most %(limit)d columns can be read. "
        "Delete the columns that are not in the template."
    ),
    "file_too_slow": _(
        "Reading the file took longer than %(limit)d seconds and was stopped. Copy the rows "
        "into the template, or split the file."
    ),
    "file_too_much_memory": _(
        "Reading the file needs more memory than is allowed. Copy the rows into the template, "
        "or split the file."
    ),
    "file_utf16": _(
        "The text file is written in UTF-16, which cannot be read. Save it as “CSV UTF-8”."
    ),
    "file_nul": _(
        "The text file holds NUL characters, so it is not a CSV file or it is damaged. "
        "Save the sheet anew as “CSV UTF-8”."
    ),
    "file_encoding": _(
        "The text file is neither UTF-8 nor GB18030. Save the sheet anew as “CSV UTF-8”."
    ),
    "csv_malformed": _(
        "Row %(row)d of the text file is malformed: a quotation mark is open or misplaced, or a "
        "cell is too long. Correct it, or save the sheet as XLSX."
    ),
    "sheet_missing": _("The workbook has no visible sheet with cells. Fill in the template."),
    "sheet_no_rows": _("There are headers but no rows below them. Fill in at least one row."),
    "header_not_found": _(
        "None of the first %(limit)d rows holds the headers of the template. Download the "
        "template again and leave its first row as it is."
    ),
    "header_missing": _(
        "The required column “%(column)s” is missing. Add it with exactly this header."
    ),
    "header_duplicate": _("The column “%(column)s” occurs twice. Delete one of the two."),
    "column_hidden": _(
        "The column “%(column)s” is hidden, so nobody sees what would be read. Unhide it and "
        "check its values."
    ),
    "columns_ignored": _("These columns are not in the template and were ignored: %(columns)s."),
    "sheets_ignored": _("Only the sheet “%(sheet)s” was read; other sheets were ignored."),
}

CELL = {
    "cell_required": _("The cell is empty but must be filled in."),
    "cell_invalid": _("The value has a form that cannot be read here. Compare it with the hint."),
    "cell_choice": _("The value is not one of the choices: %(choices)s."),
    "cell_too_long": _("The text is longer than %(limit)d characters. Shorten it."),
    "cell_control_character": _(
        "The text holds characters that cannot be seen. Type the value anew."
    ),
    "cell_formula": _(
        "The cell holds a formula. Paste its result as a value, since formulas are not computed."
    ),
    "cell_error": _("The cell shows an error of the spreadsheet program. Type the value."),
    "cell_merged": _(
        "The cell is merged with others, so it is unclear which row its value belongs to. "
        "Unmerge it and fill in every row."
    ),
    "row_hidden": _("The row is hidden or filtered away. Unhide it and check it, or delete it."),
    "row_duplicate": _("The same value already stands in row %(row)d. Delete one of the two rows."),
    "id_cell_numeric": _(
        "The cell is a number, and spreadsheet programs change long numbers. Set the column's "
        "format to text and type the value again."
    ),
    "date_is_number": _("The cell is a plain number and not a date. Write the date as 2025-03-31."),
    "date_invalid": _("This is not a date of the calendar. Write it as 2025-03-31."),
    "number_invalid": _("This is not a whole number from %(lowest)s to %(highest)s."),
    "amount_invalid": _(
        "This is not an amount from %(lowest)s to %(highest)s with at most two decimals."
    ),
}
