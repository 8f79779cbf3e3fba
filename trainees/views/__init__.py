"""Pages of workers (account) and of institutions about their trainees (workspace)."""
