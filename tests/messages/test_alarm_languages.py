"""Alarm words of ten more languages: a red flag gets the emergency text, whatever language it is told in."""

from __future__ import annotations

import pytest

from messages.catalog import Catalog
from messages.normal import tokens
from messages.reading import Circumstances, read

#: Language → chest, breath, self-harm, allergy, stroke, as a patient may write them.
TOLD = {
    "pt": [
        "estou com dor no peito",
        "não consigo respirar",
        "quero morrer",
        "minha língua está inchada",
        "a boca ficou torta",
    ],
    "fr": [
        "j'ai mal à la poitrine",
        "je n'arrive plus à respirer",
        "je veux mourir",
        "ma langue gonfle",
        "sa bouche est tordue",
    ],
    "de": [
        "ich habe Schmerzen in der Brust",
        "ich bekomme keine Luft",
        "ich will sterben",
        "meine Zunge ist geschwollen",
        "mein Mundwinkel hängt",
    ],
    "it": [
        "ho un dolore al petto",
        "non riesco a respirare",
        "voglio morire",
        "mi si gonfia la lingua",
        "ho la bocca storta",
    ],
    "ru": ["болит в груди", "не могу дышать", "хочу умереть", "язык опух", "перекосило лицо, инсульт"],
    "ar": ["عندي ألم في الصدر", "لا أستطيع التنفس", "أريد أن أموت", "لساني متورم"],
    "ko": ["가슴이 너무 아파요", "숨을 못 쉬겠어요", "죽고 싶어요", "혀가 부었어요"],
    "zh": ["我胸口很疼", "我喘不过气", "我想死", "我的舌头肿了", "呼吸困难"],
    "vi": ["tôi bị đau ngực", "tôi khó thở", "tôi muốn chết", "lưỡi tôi bị sưng"],
    "tl": ["masakit ang dibdib ko", "hindi ako makahinga", "gusto ko nang mamatay", "namamaga ang dila ko"],
}
CASES = [(lang, words) for lang, told in TOLD.items() for words in told]
#: The third of each is a wish to die.
DEATH = 2


@pytest.mark.holds("people:5")
@pytest.mark.parametrize(("lang", "words"), CASES)
def test_a_red_flag_alarms_in_ten_more_languages(content: Catalog, lang: str, words: str) -> None:
    """Chest, breath, stroke and allergy words are an emergency, wishes to die a crisis."""
    wanted = "crisis" if TOLD[lang].index(words) == DEATH else "emergency"

    assert wanted == read(words, Circumstances(), content).level


@pytest.mark.holds("people:5")
@pytest.mark.parametrize(
    "words", ["bugün hava çok güzel değil mi acaba", "jeg er litt sliten", "γειά σου τι κάνεις", "ממש כואב"]
)
def test_what_nobody_can_read_gets_the_list(content: Catalog, words: str) -> None:
    """A language without a word list gets the danger list, and a person the second time."""
    first = read(words, Circumstances(), content)
    again = read(words, Circumstances(not_understood_before=True), content)

    assert ("ask", False, "routine") == (first.level, first.understood, again.level)


def test_calm_english_alarms_in_no_language(content: Catalog) -> None:
    """Other languages' words must not be found in plain English."""
    calm = [text for topic in content.topics.values() for text in topic.phrasings]
    finders = [content.reader.finders[lang] for lang in TOLD]

    assert [] == [text for text in calm for finder in finders if finder.find(text, tokens(text)).findings]
