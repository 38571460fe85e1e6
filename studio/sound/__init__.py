"""Shelf: sound as numbers. Files and arrays come in, files and arrays leave; called on any thread, never by Qt.

Arrays are float32, shape (frames, channels), full scale ±1.0; positions and lengths are integer frames.
"""
