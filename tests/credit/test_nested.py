"""The JSON of a store of manifests: what it says is read, and no lie in it breaks the reader."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from studio.credit import nested
from studio.credit.lines import Credit, line_of

from .families import id_of


def store(*pairs: tuple[str, str]) -> dict[str, Any]:
    """Manifests by name; the first name of a pair has the second as an ingredient."""
    names = dict.fromkeys(name for pair in pairs for name in pair)
    manifests = {
        name: {
            "title": name,
            "ingredients": [{"title": parent, "active_manifest": parent} for child, parent in pairs if child == name],
        }
        for name in names
    }
    return {"active_manifest": next(iter(names)), "manifests": manifests}


def titles(told: dict[str, Any]) -> list[list[str]]:
    return [[credit.title for credit in generation] for generation in nested.generations_of(told)]


def test_generations_are_walked_and_manifests_that_name_each_other_end() -> None:
    assert titles(store(("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))) == [["b", "c"], ["d"]]
    assert titles(store(("a", "b"), ("b", "a"))) == [["b"], ["a"]]
    assert titles(store(("a", "a"))) == [["a"]]


def test_a_long_line_of_manifests_ends_somewhere() -> None:
    assert len(titles(store(*((str(n), str(n + 1)) for n in range(5_000))))) == 100


def test_our_own_part_counts_more_than_titles() -> None:
    source = Credit("Night rain", "mara", "sampled", "CC-BY-4.0", id_of(1))
    told = {"work": line_of(Credit("x", "me")), "sources": [line_of(source), 7, "no credit"]}
    actions = [{"action": "c2pa.opened"}, {"action": "c2pa.created", "parameters": {nested.LABEL: told}}]
    part = {"label": "c2pa.actions.v2", "data": {"actions": actions}}
    credits = nested.credits_of({"title": "My “own”", "assertions": [part], "ingredients": [{"title": "other"}]})
    assert credits is not None
    assert (credits.work, credits.sources) == (Credit("My “own”", "me"), (source,))


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "active_manifest",
                    "manifests",
                    "ingredients",
                    "assertions",
                    "actions",
                    "parameters",
                    "data",
                    "title",
                    nested.LABEL,
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["active_manifest", "manifests"]), json))
def test_any_json_is_read_without_a_fault(told: dict[str, Any]) -> None:
    assert isinstance(nested.generations_of(told), tuple)
    active = nested.active_of(told)
    credits = nested.credits_of(active)
    assert credits is None or isinstance(credits.work.title, str)
    assert isinstance(nested.signer_of(active), str)
    assert all(isinstance(code, str) for code in nested.failures_of(told))
