"""Quarterly reports as pages: the list, one report, the rows behind a figure, the files."""
