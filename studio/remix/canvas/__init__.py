"""Part of the room remix: pictures and words become one new picture.

Who comes in: a `studio.domain.canvas.Canvas` and the kept files of its pictures, on any thread but the window's. Who leaves: the
next canvas (every edit is pure), pixels, exported files, and what can be seen of whom. What people sent is only ever decoded in
the child process of `studio.picture`.
"""
