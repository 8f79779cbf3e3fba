"""Writes of this app: the library, and rule sets from the draft to the end."""
