"""Files: checked by their content before they are stored, served only to who may see them.

    file = files.store(actor, upload, purpose="evidence")

Which types and sizes a purpose takes is declared once, by `files.purpose(…)`; docs/jobs.md lists
them.
"""

from core.files.keeping import hand_out, keep, store
from core.files.purposes import Purpose, purpose

__all__ = ["Purpose", "hand_out", "keep", "purpose", "store"]
