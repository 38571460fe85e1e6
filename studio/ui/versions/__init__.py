"""Versions of a draft: what its watched file became, save by save. Two are looked at side by side, any can be gone back to.

In come the store and the tasks; out go the person's choices to the store. UI thread; pictures are opened on tasks.
"""
