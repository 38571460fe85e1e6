"""SHELF credit: who made what. Records with their sources come in; trees, rolls of credits, rights, and files that carry
their credits leave. No thread of its own: pure parts run anywhere, files are read and written beside the window.

A file carries its credits twice: in plain tags that any player shows, and in a signed manifest (C2PA) that says whether it was
changed since. Nothing here asks a network, and nothing that goes wrong with credits ever stops an export.
"""
