"""Room: the microphone comes in, a kept take leaves (a committed row, a whole file and its sidecar, handed over by the store).

Threads: `Booth` belongs to the window's thread and never blocks it; the "take-writer" thread owns the microphone and the
file; PortAudio's own thread runs a C callback and no Python. Nothing heavy is imported before the microphone is opened.
"""
