"""Workspace pages of programmes, classes, timetables, teachers and venues."""
