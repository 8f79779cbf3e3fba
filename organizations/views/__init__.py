"""Faces, members and invitations."""
