"""Room: chosen takes come in, and named, checked files leave: in a folder, a zip, or as one record of several files.

Threads: a task's.
"""
