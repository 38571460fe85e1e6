"""Room: kept takes come in, and edits over them leave (`studio.domain.edits`), handed over by the store; no file is changed.

Threads: a task's for what listens to sound; the window's for what only says which edits are in force.
"""
