"""ROOM twins: one person, several computers. Drafts, their versions and chosen settings go to the person's other computers through
a platform that all of them joined, and come from there. One thread, "twins".

Who comes in: nobody calls with work; triggers of the store note what changed here, the inbox shelves what was heard. What leaves:
documents on the platform that only this person sees, files by hash, and drafts that are the same on each computer. Where both sides
changed one field, both contents are kept and the person is asked, once, on whichever computer (`answers`).
"""
