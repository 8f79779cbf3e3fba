"""The REST API's frame: who asks, what an error looks like, pages, repeats, moves, the schema.

An app declares its resources in its own `api.py`; what they may do stands in its services.
"""
