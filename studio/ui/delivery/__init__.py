"""The delivery sheet: the takes of a sitting come in, files or a set to share leave. UI thread; the work on a task."""
