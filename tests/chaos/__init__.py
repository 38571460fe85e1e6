"""Chaos: whole deliveries through bad networks, full disks and kills, each made from one number, its seed.

A failing run says its seed; `python -m tests.chaos --seed N` makes that run again, alone. `--runs N` makes more of them.
"""
