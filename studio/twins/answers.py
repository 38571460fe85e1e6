"""What the person is asked: one field, two contents, named by computer and moment; one answer settles it everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.twins import Content, Side, Thing, TwinKind
from studio.store import Store

from . import merging
from .contents import of_text

#: Fields that are the piece itself: two of them may both be worth keeping.
CONTENT = ("text", "media", "more")


@dataclass(frozen=True, slots=True)
class Question:
    """`fields` are those in which the two sides differ. `here` is the number of the side that is said here, or -1."""

    thing: Thing
    sides: tuple[Side, ...]
    fields: tuple[str, ...]
    here: int

    @property
    def is_content(self) -> bool:
        return self.thing.kind is TwinKind.DRAFT and any(name in CONTENT for name in self.fields)

    def content(self, number: int) -> Content:
        return of_text(self.sides[number].body) or {}


def questions(store: Store) -> list[Question]:
    """The newest first."""
    return [_question(thing) for thing in store.twins.to_say() if thing.sides]


def settle(store: Store, question: Question, choice: int) -> None:
    """The side that holds from now on, on every computer. Nothing happens where another computer has answered."""
    _settle(store, question, choice, both=False)


def keep_both(store: Store, question: Question) -> None:
    """The first stays in its draft, the other becomes a draft of its own."""
    _settle(store, question, 0, both=True)


def _settle(store: Store, question: Question, choice: int, *, both: bool) -> None:
    device = store.twins.platforms().get(question.thing.platform_id, "")
    with store.twins.at(question.thing, seen=True) as desk:
        if desk.thing.sides == question.sides:
            merging.settle(desk, choice, device, both=both)


def _question(thing: Thing) -> Question:
    contents = [of_text(side.body) or {} for side in thing.sides]
    names = sorted(contents[0].keys() | contents[1].keys())
    fields = tuple(name for name in names if contents[0].get(name) != contents[1].get(name))
    here = next((number for number, side in enumerate(thing.sides) if side.body == thing.base), -1)
    return Question(thing, thing.sides, fields, here)
