"""Every write about people, enrolments, rosters, attendance and completion."""
