"""ROOM remix: sounds of the library become one new piece.

Who comes in: a `studio.domain.remix.Remix` and the files of its materials, any sound file, a remix kit; on any thread. Who leaves:
the next remix (every edit is pure), blocks of sound, what can be heard of whom, and files with their credits: mixes, projects for
other programs, kits. Nothing here draws or waits for a person.
"""
