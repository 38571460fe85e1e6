"""FLOOR the window: the only place with Qt (beside `app`).

In come the store, the booth and the player, from `app`; out goes what a person chose, to those rooms and to the store. All of it
runs on the UI thread; work longer than 100 ms goes through `tasks`, facts of other threads arrive through `bell`.
"""
