"""A record and its family: the page of one record, its tree of sources and remixes, and its credit roll.

In come the store and records by id; out go plain callables. UI thread; a large family is read and laid out on a task.
"""
