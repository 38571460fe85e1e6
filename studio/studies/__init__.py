"""ROOM studies: a paint file that is watched → versions of its draft.

Who comes in: the app. What leaves: a version, and with it the draft's new content, in one transaction; or words, in the study's
row, about why nothing comes. The thread "studies" looks at the few watched files about once a second and reads only what changed.
"""
