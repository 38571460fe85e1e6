"""Room: chosen takes come in, and named, checked files leave: in a folder, a zip, or joined in one file.

Who comes in: lines, their takes and marks, and a wish. Who leaves: a plan of names in words, then files that are whole or not
there at all. Threads: a task's; lines are packed on two threads of their own, which are gone when it returns.
"""

from .choosing import Chosen, choose
from .export import deliver
from .manifest import Delivered
from .plan import Plan, names_in, plan
from .wish import Way, Wish, form_for

__all__ = ["Chosen", "Delivered", "Plan", "Way", "Wish", "choose", "deliver", "form_for", "names_in", "plan"]
