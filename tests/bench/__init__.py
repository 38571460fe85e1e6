"""Speed and memory, each figure beside that of a program people know, measured in one run on one machine.

`python3 -m installer bench` prints the short rows, `… bench NAME…` the named ones; a row that takes minutes runs only by its
name. These are not tests: nothing here is timed by the test command.
"""
