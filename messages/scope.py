"""Scope: whether a symptom that was named is there now. In doubt it is: a needless question costs less than a miss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from messages.matching import Hit
from messages.normal import Token

#: What is over by its nature: "I fainted but I am ok now" is row 9, not a thing of the past.
EPISODES = frozenset({"fainting", "seizure"})
Status = Literal["present", "absent", "past", "hypothetical", "other_person"]

#: How many words before a symptom "no", "if" and "last year" still reach.
NO_REACH, IF_REACH, PAST_REACH, NOW_REACH = 7, 12, 16, 7
#: How far behind a symptom "gone", "fine now" still mean it: it is asked about then, never passed over.
OVER_REACH = 10
#: "Is chest pain a side effect": so far behind a symptom.
AFTER = 6
#: A denial behind a symptom follows it so closely.
POST = 2


class Scope:
    """The cues of one text, by name."""

    def __init__(self, words: Sequence[Token], cues: Iterable[Hit]) -> None:
        """Sort the cues."""
        self._words = words
        self._cues: dict[str, list[Hit]] = defaultdict(list)
        for cue in cues:
            self._cues[cue.name].append(cue)
        #: Where she speaks of herself, and where a "but" or an "or" stands.
        self._me, self._but, self._or = (self._at(name) for name in ("me", "but", "or"))
        self._no = self._at("denial")

    def status(self, hit: Hit) -> Status:
        """Return the status of a symptom that was named."""
        if self._negated(hit):
            return "absent"
        if hit.name not in EPISODES and self._resolved(hit):
            return "past"
        if self._supposed(hit):
            return "hypothetical"
        if self._near("here", hit):
            return "present"
        now, past = self._now(hit), self._long_ago(hit)
        if self._near("other", hit) and (past or (not now and self._near("other_past", hit))):
            return "other_person"
        # "Same pain as in 2019": a date beside a word of now is no longer long ago.
        return "past" if past and not now else "present"

    def _now(self, hit: Hit) -> bool:
        """Find a word of now close by: "ten years ago …, I am well today" is none for what was ten years ago."""
        clause = self._words[hit.first].clause
        near = [cue for cue in self._near("now", hit) if self._words[cue.first].clause == clause]
        return any(cue.first - hit.last <= NOW_REACH and hit.first - cue.last <= NOW_REACH for cue in near)

    def _at(self, name: str) -> frozenset[int]:
        return frozenset(at for cue in self._cues[name] for at in cue.at)

    def _near(self, name: str, hit: Hit) -> list[Hit]:
        sentence = self._words[hit.first].sentence
        return [cue for cue in self._cues[name] if self._words[cue.first].sentence == sentence]

    def _inside(self, cue: Hit, name: str) -> bool:
        return any(cue.overlaps(each) for each in self._cues[name])

    # --- negation ----------------------------------------------------------------------------------------

    def _negated(self, hit: Hit) -> bool:
        cues = [cue for cue in self._near("negation", hit) if not set(cue.at) & set(hit.at)]
        return (
            self._answered_no(hit)
            or self._denied_behind(hit)
            or any(self._denies(cue, hit) for cue in cues if not self._inside(cue, "pseudo"))
        )

    def _denies(self, cue: Hit, hit: Hit) -> bool:
        if hit.first < cue.first < hit.last:
            return True
        if not cue.last < hit.first <= cue.last + NO_REACH or self._turned(cue, hit):
            return False
        # "no fever, chills or chest pain" is one list; "I did not sleep, chest pain all night" is not.
        same = self._words[cue.last].clause == self._words[hit.first].clause
        return same or self._inside(cue, "listing") or hit.first - 1 in self._or

    def _answered_no(self, hit: Hit) -> bool:
        """Find a "chest pain: none", "any fever? no": a "no" alone right behind it."""
        if hit.last + 1 not in self._no:
            return False
        behind = self._words[hit.last + 1 : hit.last + 3]
        return len(behind) == 1 or behind[1].clause != behind[0].clause

    def _denied_behind(self, hit: Hit) -> bool:
        """Find a "blood when coughing, certainly not", "dolor en el pecho no he tenido"."""
        return any(0 < cue.first - hit.last <= POST for cue in self._near("post", hit))

    def _turned(self, cue: Hit, hit: Hit) -> bool:
        """A "but" between, or a new clause with a subject of its own, ends a reach."""
        if any(cue.last < turn.first < hit.first for turn in self._near("turn", hit)):
            return True
        return self._herself_between(cue, hit)

    def _herself_between(self, cue: Hit, hit: Hit) -> bool:
        """Say whether she speaks of herself between a cue and a symptom, in a clause that is not the cue's."""
        clause = self._words[cue.last].clause
        return any(at in self._me and self._words[at].clause != clause for at in range(cue.last + 1, hit.first))

    # --- over, supposed, long ago ------------------------------------------------------------------------

    def _resolved(self, hit: Hit) -> bool:
        """Gone, stopped, better now: right behind it, and it did not come back."""
        if any(cue.first > hit.last for cue in self._near("returned", hit)):
            return False
        cues = [cue for cue in self._near("resolved", hit) if not self._inside(cue, "unresolved")]
        return any(self._ends(cue, hit) for cue in cues if not set(cue.at) & set(hit.at))

    def _ends(self, cue: Hit, hit: Hit) -> bool:
        if 0 < cue.first - hit.last <= OVER_REACH:
            return True
        behind = [word.word for word in self._words[hit.last + 1 : hit.last + 3]]
        # "the swelling is gone and the fever too"
        return cue.last < hit.first and bool({"too", "also"} & set(behind))

    def _supposed(self, hit: Hit) -> bool:
        if self._near("here", hit):
            return False
        ifs = [cue for cue in self._near("if", hit) if not self._inside(cue, "fact")]
        if any(cue.last < hit.first <= cue.last + IF_REACH and not self._restarted(cue, hit) for cue in ifs):
            return True
        general = [cue for cue in self._near("general", hit) if not self._inside(cue, "fact")]
        return not self._her_own(hit) and any(_about(cue, hit) for cue in general)

    def _restarted(self, cue: Hit, hit: Hit) -> bool:
        """A new clause about herself is no longer what was supposed."""
        but = any(at in self._but for at in range(cue.last + 1, hit.first))
        return but or self._herself_between(cue, hit)

    def _her_own(self, hit: Hit) -> bool:
        """Say whether she speaks of herself in the words around a symptom."""
        clause = self._words[hit.first].clause
        near = range(max(0, hit.first - 5), hit.last + 1)
        return any(at in self._me and self._words[at].clause == clause for at in near)

    def _long_ago(self, hit: Hit) -> bool:
        return any(self._dates(cue, hit) for cue in self._near("past", hit))

    def _dates(self, cue: Hit, hit: Hit) -> bool:
        first, second = (cue, hit) if cue.first < hit.first else (hit, cue)
        return second.first - first.last <= PAST_REACH and not self._turned(first, second)


def _about(cue: Hit, hit: Hit) -> bool:
    return -IF_REACH <= cue.last - hit.first <= 0 or 0 <= cue.first - hit.last <= AFTER or cue.overlaps(hit)
