"""Talk: what a text is when it is no symptom: a question, thanks, a word of well-being, or something not understood."""

from __future__ import annotations

from messages.hearing import Heard

#: Words that may stand beside thanks, a greeting or an "ok" without changing it.
SLACK = 3
#: A question starts within so many words.
OPENS = 4
#: What only shapes the emoji before it: joiner, presentation, skin.
JOINERS = "\u200d\ufe0e\ufe0f"
SKINS = frozenset("🏻🏼🏽🏾🏿")
QUESTION_MARKS = ("?", "؟", "？")


def nod(text: str, nods: frozenset[str]) -> bool:
    """Say whether a text is nothing but friendly emoji: a nod, as far as anybody can tell."""
    marks = [char for char in text if not char.isspace() and char not in JOINERS and char not in SKINS]
    return bool(marks) and all(char in nods for char in marks)


def small_talk(heard: Heard) -> str | None:
    """Return thanks, bye, greeting, fine or ack when a text is nothing else."""
    if any(each.status == "present" for each in heard.findings) or heard.main.stray:
        return None
    size = len(heard.words)
    for name, slack in (("thanks", SLACK), ("bye", SLACK), ("fine", SLACK), ("greeting", 1), ("ack", 0)):
        covered = heard.cue(name)
        others = heard.cue("thanks", "bye", "greeting", "fine", "ack")
        if covered and size - len(covered | others) <= slack and not _denied(heard, name):
            return name
    return None


def _denied(heard: Heard, name: str) -> bool:
    """ "I am not feeling fine" is not "fine"."""
    return name == "fine" and bool(heard.cue("pseudo") or heard.cue("negation") - heard.cue("fine"))


def asks(text: str, heard: Heard) -> bool:
    """Say whether a text is put as a question: by its mark, or by how one of its sentences begins."""
    if any(mark in text for mark in QUESTION_MARKS):
        return True
    opening: dict[int, int] = {}
    for at, word in enumerate(heard.words):
        opening.setdefault(word.sentence, at)
    return any(at - opening[heard.words[at].sentence] < OPENS for at in heard.cue("question"))


def speaks_of_body(heard: Heard) -> bool:
    """Say whether a text names any part of the body or a feeling."""
    return bool(heard.cue("body", "vital"))


def plain_no(said: str | None, heard: Heard) -> bool:
    """Say whether a text only denies what we asked: "no", "none of these", "no fever, no chest pain".

    `said` is "no" where the text begins so.
    """
    denied = all(each.status == "absent" for each in heard.findings)
    return denied and (said == "no" or bool(heard.findings))
