"""The platform behind its own door: people, challenges, records, media and the feed of changes, over HTTP.

Who comes in: `studio.commands.serve`, which starts it as a process of its own. Who leaves: nobody; it knows `contract`, the ids and
moments of `domain`, and nothing else of the studio. Threads: requests run on the event loop; SQL runs in the two reader threads and
the one writer thread of `database.Database`; hashing and writing of media runs in the threads of `parts.Parts`.
"""
