"""What the library and a record's page share: things and what is said of them, how they sound, and a closer look.

In come takes, drafts and records; out go words, looks for tasks and widgets. UI thread.
"""
