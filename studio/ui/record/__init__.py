"""The booth's page: a prompt, one red button, and the takes. In come the booth's readings and the store's takes; out go presses.

UI thread; waveforms are measured on a task.
"""

from .page import RecordPage

__all__ = ["RecordPage"]
