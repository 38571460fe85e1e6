"""The Remix place: sounds of others and one's own become a new piece, and its sources write themselves. UI thread; whatever
listens, saves or mixes runs on tasks.
"""
