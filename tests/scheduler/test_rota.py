"""The rota: urgent first, the others in order, nobody for ever last."""

from __future__ import annotations

from records.lanes import TELEGRAM, Lane
from scheduler.rota import HUNGRY, IN_FLIGHT, KEPT, Rota, Share


def lanes(shares: list[Share]) -> list[Lane]:
    """Return the order of the lanes."""
    return [share.lane for share in shares]


def test_lanes_go_in_their_order() -> None:
    """Lower lanes take first."""
    assert list(TELEGRAM) == lanes(Rota(0).shares(room=9, flying=0, now=0))


def test_a_lane_passed_over_for_long_gets_one_place() -> None:
    """After five seconds without a look a lane goes right behind the urgent one, for one row."""
    rota = Rota(0)
    rota.asked(set(TELEGRAM) - {Lane.QUIET}, now=HUNGRY)
    shares = rota.shares(room=9, flying=0, now=HUNGRY)
    assert [(Lane.URGENT, IN_FLIGHT), (Lane.QUIET, 1), (Lane.REPLY, IN_FLIGHT)] == [
        (share.lane, share.most) for share in shares[:3]
    ]
    rota.asked({Lane.QUIET}, now=HUNGRY)
    assert list(TELEGRAM) == lanes(rota.shares(room=9, flying=0, now=HUNGRY))


def test_the_urgent_lane_is_never_behind_a_hungry_one() -> None:
    """However long the others have waited."""
    assert Lane.URGENT == lanes(Rota(0).shares(room=9, flying=0, now=1000))[0]


def test_slow_answers_leave_places_for_who_is_waited_on() -> None:
    """Six slow sends fill what ordinary lanes have; alarms and answers still have two places."""
    assert [Lane.URGENT, Lane.REPLY] == lanes(Rota(0).shares(room=9, flying=IN_FLIGHT - KEPT, now=0))
    assert [] == lanes(Rota(0).shares(room=9, flying=IN_FLIGHT, now=0))


def test_the_pace_is_the_upper_bound() -> None:
    """Nothing may leave while the pace has no room."""
    assert [] == lanes(Rota(0).shares(room=0, flying=0, now=0))
    assert {1} == {share.upto for share in Rota(0).shares(room=1, flying=0, now=0)}
