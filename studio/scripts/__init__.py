"""Room: a script file comes in (text, Markdown, tables, workbooks, screenplays, subtitles), lines leave, kept by the store.

Threads: a task's. Nothing here believes a file: sizes are read before contents.
"""
