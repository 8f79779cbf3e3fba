"""Forms of workers, of units about their trainees, and of officers at the counter."""
