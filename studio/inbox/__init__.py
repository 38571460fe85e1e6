"""ROOM inbox: from the platforms' change feeds to the library. One thread, "fetcher".

Who comes in: nobody calls with work; `wake()` says that a platform was joined or came back. What leaves: challenges and records on
the shelf, committed together with the bookmark after them, so that a crash repeats a page and never skips one.
"""
