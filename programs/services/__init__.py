"""Every write about programmes, classes, timetables and the passing of time."""
