"""You forgot to source me: what is asked about a record's sources, and what is said to that.

Comes in: requests and errands as the store holds them. Leaves: errands, handed to `send`, which keeps them and wakes the courier.
UI thread; what is read are small indexed reads.
"""
