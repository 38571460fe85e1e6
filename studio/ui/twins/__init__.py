"""The person's other computers, in the window: the question about what differs, the news, settings that come over, and drafts whose
file is elsewhere. In come rows of the store; out go answers and choices. UI thread; files come on a task."""
