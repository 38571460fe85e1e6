"""Words built on words: what is quoted is cited with its place, a translation names what it translates, and the strictest
ancestor's rights hold, from the field to the platform's family tree."""

from __future__ import annotations

import json
from pathlib import Path

from studio.domain.record import Kind, Rights, SourceType
from tests.server_process import ServerProcess

from .conftest import Open

STORY = (
    "The rain came back in March, and nobody said a word about the roof. My grandmother put a pot under every leak "
    "and called it an orchestra."
)
QUOTED = "my grandmother put a pot under every leak"
ANSWER = f"My own roof was dry — 🎻 — but {QUOTED}, too, and so did I."


def test_words_quote_words_and_a_translation_of_them_builds_on_both(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")

    # Ines writes a story that others may build on if they share alike.
    page = ines.page("write")
    page.answer(ines.challenge(Kind.TEXT, at_ines))
    page.editor.setPlainText(STORY)
    page.send.click()
    ines.sheet().rights.choose(Rights.BY_SA)
    story = ines.until_live(ines.send("The roof"))

    # Tom keeps it, and writes beside it; what he quotes is marked, cited and bound by her rights.
    tom.until(lambda: tom.store.library.record(story.record_id) is not None, "the story is told")
    record = tom.store.library.record(story.record_id)
    assert record is not None
    page = tom.page("write")
    page.beside(record)
    tom.until(page.company.text.keep.isVisible, "the text can be fetched")
    page.company.text.keep.click()
    tom.until(page.company.text.words.isVisible, "the text lies beside")
    page.editor.setPlainText(ANSWER)
    tom.until(lambda: [one.said for one in page.panel.list.rows.told] == ["one quoted place"], "the quote is cited")
    page.send.click()
    sheet = tom.sheet()
    tom.until(lambda: sheet.rights.count() == 1, "only what the story allows can be chosen")
    assert "“The roof” by Ines asks for it" in sheet.bound.told.said
    answer = tom.send("Dry")

    # Before that has arrived, he translates his own answer: it goes first.
    page.beside(tom.store.drafts.get(answer.draft_id), SourceType.TRANSLATED)
    page.company.language_chosen.emit("pt")
    page.editor.setPlainText("O meu telhado estava seco")
    page.send.click()
    translated = tom.until_live(tom.send("Seco"))
    answer = tom.until_live(answer)

    client = tom.links.client(at_tom.id)
    tree = {one.id: one for one in next(client.tree(story.record_id)).records}
    assert set(tree) == {story.record_id, answer.record_id, translated.record_id}
    (quote,) = tree[answer.record_id].sources
    start = ANSWER.index(QUOTED)
    assert (quote.record_id, quote.type, quote.origin) == (story.record_id, "sampled", "auto")
    assert quote.place == f"char={start},{start + len(QUOTED)}"
    (translation,) = tree[translated.record_id].sources
    assert (translation.record_id, translation.type) == (answer.record_id, "translated")
    assert tree[translated.record_id].language == "pt"
    assert [tree[one.record_id].rights for one in (answer, translated)] == ["CC-BY-SA-4.0"] * 2
    assert json.loads(answer.body)["sources"][0]["place"] == quote.place
    tom.links.close_mine()
