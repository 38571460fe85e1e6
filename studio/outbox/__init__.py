"""ROOM outbox: from a parcel to a record that the platform confirms. One thread, "courier".

Who comes in: nobody calls with work; a parcel is a committed row, and `wake()` only says that there may be one. What leaves: the
parcel's row after each step, the last of which is `live`: the platform has told the same SHA-256 back.
"""
