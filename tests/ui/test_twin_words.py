from __future__ import annotations

from studio.ui.twins.words import field_words, in_order, value_words


def test_tags_are_asked_about_as_they_are_typed() -> None:
    assert (field_words("tags"), value_words("tags", ["rain", "tin roof"])) == ("Tags", "rain, tin roof")
    assert value_words("tags", []) == value_words("tags", None) == "Nothing"
    assert in_order(["note", "tags", "title"]) == ["title", "tags", "note"]
