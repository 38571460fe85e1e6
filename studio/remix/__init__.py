"""ROOM remix: sounds of the library become one new piece.

Who comes in: a `studio.domain.remix.Remix` and the files of its materials, on any thread. Who leaves: the next remix (every edit
is pure), blocks of sound, exported files, and what can be heard of whom. Nothing here draws or waits for a person.
"""
