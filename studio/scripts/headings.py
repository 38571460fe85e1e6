"""Which column is which, by its heading: what line sheets call them in English, German, French and Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .found import Field, Row, Table

#: Without accents, signs and spaces, in small letters.
_NAMES: dict[Field, str] = {
    Field.ID: """id lineid lineno linenumber linenr no nr number num key lineKey cue cueid cueno cuenumber stringid locid
        assetid index zeilennummer zeilennr nummer kennung lfdnr laufendenummer satznummer identifiant numero nolignes
        numeroligne numerodeligne cle identificador clave numerodelinea numlinea n""",
    Field.CHARACTER: """character char charactername speaker speakername role who part voice figur rolle sprecher sprecherin
        charakter stimme personnage role locuteur locutrice voix personaje papel rol locutor voz""",
    Field.TEXT: """text linetext dialogue dialog dialoguetext script words prompt copy sentence spokentext sourcetext source
        content english englishtext original originaltext transcript utterance dialogtext satz sprechtext wortlaut deutsch
        skript texte replique phrase francais texteoriginal texto frase guion dialogo espanol textooriginal""",
    Field.ALTERNATE: """alternate alternative alt alttext alternatetext alternateline altline alternatives variant variation
        alternativtext alternativer variante alternativetext alternativa textealternatif textoalternativo""",
    Field.NOTE: """note notes comment comments direction directions actingnote actingnotes actingdirection voicedirection
        context emotion delivery performancenotes instruction instructions remark remarks notiz notizen anmerkung
        anmerkungen bemerkung bemerkungen hinweis hinweise regie regieanweisung kommentar kontext notedejeu commentaire
        commentaires remarque remarques indication indications didascalie contexte nota notas comentario comentarios
        indicacion indicaciones acotacion contexto""",
    Field.EFFECT: """effect effects fx sfx processing treatment voiceeffect filter effekt effekte bearbeitung effet effets
        traitement efecto efectos procesado""",
    Field.FILE_NAME: """filename file audiofile audiofilename wavfile wav wavname outputfile assetname soundfile dateiname datei
        audiodatei nomdufichier nomdefichier fichier fichieraudio nombredearchivo archivo archivodeaudio fichero""",
    Field.TAKES_WANTED: """takes takeswanted takecount numberoftakes nooftakes takesneeded takesrequired versions anzahltakes
        gewuenschtetakes anzahlaufnahmen aufnahmen prises nombredeprises nbprises tomas numerodetomas""",
}
_FIELDS = {name.lower(): field for field, names in _NAMES.items() for name in names.split()}
#: Sheets call both the number and the words so; what stands below tells.
_EITHER = frozenset({"line", "lines", "zeile", "zeilen", "ligne", "lignes", "linea", "lineas", "textline"})
_NUMBER = re.compile(r"[A-Za-z]{0,6}[\W_]*\d+[A-Za-z]?$")
#: Above the headings there may be a title, a date and a name.
_SEARCHED = 12
_TRIED = 60
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def table_of(rows: Sequence[Row]) -> tuple[Table, bool]:
    """The table with its columns named, and whether that is sure: the words were found, and in one column only."""
    width = max((len(row.cells) for row in rows), default=0)
    tried = [(_named(rows, at, width), at) for at in range(min(len(rows), _SEARCHED))]
    columns, at = max(tried, key=lambda one: (Field.TEXT in one[0], sum(map(bool, one[0])), -one[1]), default=((), 0))
    if not any(columns) or (Field.TEXT not in columns and sum(map(bool, columns)) < 2):
        guess = tuple(Field.TEXT if column == _wordiest(rows, width, ()) else None for column in range(width))
        return Table(tuple(rows), None, guess), width == 1
    table = Table(tuple(rows), at, columns)
    if Field.TEXT not in columns:
        taken = tuple(place for place, field in enumerate(columns) if field)
        words = _wordiest(table.body, width, taken)
        columns = tuple(Field.TEXT if place == words else field for place, field in enumerate(columns))
        return Table(table.rows, at, columns), False
    single = [field for field in columns if field and field is not Field.NOTE]
    return table, len(single) == len(set(single))


def simple(heading: str) -> str:
    """Without accents, signs and spaces, in small letters; umlauts as they are written without them."""
    spelled = unicodedata.normalize("NFC", heading).casefold().translate(_UMLAUTS)
    letters = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in letters if letter.isalnum())


def _named(rows: Sequence[Row], at: int, width: int) -> tuple[Field | None, ...]:
    """The columns, were the row at `at` that of the headings."""
    cells = rows[at].cells
    found: list[Field | None] = [
        _FIELDS.get(simple(cell)) or (Field.ID if cell.strip() == "#" else None) for cell in cells
    ]
    for place, cell in enumerate(cells):
        if simple(cell) in _EITHER:
            below = [row.cells[place] for row in rows[at + 1 : at + _TRIED] if place < len(row.cells)]
            numbers = sum(bool(_NUMBER.match(words.strip())) for words in below)
            is_number = bool(below) and numbers * 2 > len(below)
            found[place] = (None if Field.ID in found else Field.ID) if is_number else Field.TEXT
    return (*found, *[None] * (width - len(cells)))


def _wordiest(rows: Sequence[Row], width: int, taken: Sequence[int]) -> int:
    """The free column with most letters."""

    def letters(place: int) -> int:
        return sum(len(row.cells[place]) for row in rows[:_TRIED] if place < len(row.cells))

    return max((place for place in range(width) if place not in taken), key=letters, default=-1)
