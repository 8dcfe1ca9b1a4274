"""The catalogues hold every marked sentence, translated, its places and its code as they are."""

import io
import re

import pytest
from babel.messages.mofile import read_mo

from gdlab.notebook.language import _, use
from tools import catalogue

LANGUAGES = catalogue.languages()
PLACE = re.compile(r"{[^{}]*}")
CODE = re.compile(r"`[^`]*`")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def pairs(language):
    """(a sentence, its translation), plurals one by one."""
    return [pair for each in catalogue.read(language) if each.id for pair in sides(each)]


def sides(message):
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(message.id[-1], string) for string in message.string]


def test_korean_is_there():
    assert "ko" in LANGUAGES


def test_every_marked_sentence_is_in_it_and_no_other(language):
    """Where this fails: python -m tools.catalogue, then translate what is new."""
    assert {each.id for each in catalogue.read(language)} == {
        each.id for each in catalogue.marked()
    }


def test_nothing_is_left_to_translate(language):
    left = [m.id for m in catalogue.read(language) if m.id and (m.fuzzy or not all_of(m.string))]
    assert not left


def all_of(string):
    return all(string) if isinstance(string, tuple) else string


def test_each_translation_keeps_the_places_and_the_code(pairs):
    """In another order, perhaps, but none is lost, and none is new."""
    for part in (PLACE, CODE):
        moved = [p for p in pairs if sorted(part.findall(p[0])) != sorted(part.findall(p[1]))]
        assert not moved


def test_a_translation_begins_and_ends_as_the_sentence_does(pairs):
    """Spaces and line ends are part of what is put together."""
    edges = lambda text: (text[:1].isspace(), text[-1:].isspace(), text.count("\n"))  # noqa: E731
    assert not [pair for pair in pairs if edges(pair[0]) != edges(pair[1])]


def test_no_particle_stands_in_two_forms(pairs):
    """은(는), 을(를): sentences are written so that one form is right whatever stands before it."""
    both = re.compile(r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|와\(과\)|\(으\)로")
    assert not [pair for pair in pairs if both.search(pair[1])]


def test_no_english_sentence_is_left_in_it(pairs):
    """More than three English words in a row, outside code, are no Korean."""
    words = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){3,}")
    assert not [pair for pair in pairs if words.search(CODE.sub("", PLACE.sub("", pair[1])))]


def test_what_gettext_reads_is_what_translators_wrote(language):
    """Where this fails: python -m tools.catalogue."""
    compiled = read_mo(io.BytesIO(catalogue.place_of(language, "mo").read_bytes()))
    assert _said(compiled) == _said(catalogue.read(language))


def _said(messages):
    """{sentence: its translation}; of one that counts things the forms, as tuples."""
    whole = lambda text: text if isinstance(text, str) else tuple(text)  # noqa: E731
    return {whole(each.id): whole(each.string) for each in messages if each.id}


def test_it_is_written_the_same_again(language):
    assert (
        catalogue.as_po(catalogue.updated(language))
        == catalogue.place_of(language, "po").read_bytes()
    )


def test_a_sentence_is_said_in_it():
    use("ko")
    assert _("Right.") == "맞습니다."
