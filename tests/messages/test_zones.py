"""Zones: whatever place a patient on the road types, she finds the clock there, and never a guess from too little."""

from __future__ import annotations

import datetime as dt
import itertools
import string
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from messages import catalog, lexicon, places, signing, zones

#: The clocks of the United States change on the 8th of March 2026, those of Europe on the 29th.
WINTER = dt.datetime(2026, 1, 15, 17, 0, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 7, 15, 17, 0, tzinfo=dt.UTC)
WEEK_OF_CHANGE = dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)
MOMENTS = (WINTER, SUMMER, WEEK_OF_CHANGE)
CONTENT = tomllib.loads(places.CONTENT.read_text(encoding="utf-8"))
LISTED = {zone: said for zone, said in CONTENT.items() if "/" in zone}
LANGS = ("en", "es")
CODES = sorted({name for names in [*LISTED.values(), *CONTENT["countries"].values()] for name in names})

FIRST = [
    ("Madrid", "Europe/Madrid"),
    ("new york", "America/New_York"),
    ("Nueva York", "America/New_York"),
    ("São Paulo", "America/Sao_Paulo"),
    ("sao paulo", "America/Sao_Paulo"),
    ("SÃO  PAULO", "America/Sao_Paulo"),
    ("Tokio", "Asia/Tokyo"),
    ("japan", "Asia/Tokyo"),
    ("Japón", "Asia/Tokyo"),
    ("Alemania", "Europe/Berlin"),
    ("germany", "Europe/Berlin"),
    ("Londres", "Europe/London"),
    ("Inglaterra", "Europe/London"),
    ("Mexico City", "America/Mexico_City"),
    ("Ciudad de México", "America/Mexico_City"),
    ("CDMX", "America/Mexico_City"),
    ("Bombay", "Asia/Kolkata"),
    ("mumbai", "Asia/Kolkata"),
    ("Lisboa", "Europe/Lisbon"),
    ("Honolulu", "Pacific/Honolulu"),
    ("hawaii", "Pacific/Honolulu"),
    ("Hawái", "Pacific/Honolulu"),
    ("Arizona", "America/Phoenix"),
    ("Texas", "America/Chicago"),
    ("Tejas", "America/Chicago"),
    ("Tennessee", "America/Chicago"),
    ("Florida", "America/New_York"),
    ("Idaho", "America/Boise"),
    ("Irvine", "America/Los_Angeles"),
    ("San Diego", "America/Los_Angeles"),
    ("San Francisco", "America/Los_Angeles"),
    ("Boston", "America/New_York"),
    ("Miami", "America/New_York"),
    ("St. Louis", "America/Chicago"),
    ("saint louis", "America/Chicago"),
    ("Washington, D.C.", "America/New_York"),
    ("Barcelona", "Europe/Madrid"),
    ("Múnich", "Europe/Berlin"),
    ("Milan", "Europe/Rome"),
    ("Pekín", "Asia/Shanghai"),
    ("Montreal", "America/Toronto"),
    ("Hong Kong", "Asia/Hong_Kong"),
    ("Bosnia and Herzegovina", "Europe/Sarajevo"),
    ("Bosnia y Herzegovina", "Europe/Sarajevo"),
    ("Birmania", "Asia/Yangon"),
    ("UK", "Europe/London"),
    ("U.S.A.", "America/New_York"),
    ("EE.UU.", "America/New_York"),
    ("estados unidos", "America/New_York"),
    ("Rusia", "Europe/Moscow"),
    ("Samoa", "Pacific/Apia"),
    ("Georgia", "America/New_York"),
    ("Europe/Paris", "Europe/Paris"),
    ("europe/paris", "Europe/Paris"),
    ("US/Pacific", "America/Los_Angeles"),
    ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("EST", "America/New_York"),
    ("et", "America/New_York"),
    ("pacific time", "America/Los_Angeles"),
    ("Pacific Daylight Time", "America/Los_Angeles"),
    ("hora del Pacífico", "America/Los_Angeles"),
    ("hora del este", "America/New_York"),
    ("Central European Summer Time", "Europe/Madrid"),
    ("UTC", "Etc/UTC"),
    ("GMT", "Etc/GMT"),
    ("GMT+2", "Etc/GMT-2"),
    ("utc -7", "Etc/GMT+7"),
    ("Etc/GMT+7", "Etc/GMT+7"),
    ("GMT+5:30", "Asia/Kolkata"),
    ("I'm in Madrid now", "Europe/Madrid"),
    ("estoy en Chile", "America/Santiago"),
    ("hora de Madrid", "Europe/Madrid"),
    ("New York City", "America/New_York"),
    ("buenos", "America/Argentina/Buenos_Aires"),
    ("Madrid (Spain)", "Europe/Madrid"),
    ("Irvine, CA", "America/Los_Angeles"),
    ("Toronto, CA", "America/Toronto"),
    ("Portland, OR", "America/Los_Angeles"),
    ("Bell Gardens, California, USA", "America/Los_Angeles"),
]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize(("words", "zone"), FIRST)
def test_a_place_is_found(words: str, zone: str, now: dt.datetime) -> None:
    """Cities, states, countries, clocks and zones are found in both languages; the likeliest zone stands first."""
    assert zone == zones.find(words, now)[0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Argentina", ("America/Argentina/Buenos_Aires",)),
        ("Spain", ("Europe/Madrid", "Atlantic/Canary")),
        ("Portugal", ("Europe/Lisbon", "Atlantic/Azores")),
        ("Texas", ("America/Chicago", "America/Denver")),
        ("Portland", ("America/Los_Angeles", "America/New_York")),
        ("Portland, Maine", ("America/New_York",)),
        ("portland maine", ("America/New_York",)),
        ("Paris, Texas", ("America/Chicago", "America/Denver")),
        ("La Paz", ("America/La_Paz", "America/Mazatlan")),
        ("La Paz, México", ("America/Mazatlan",)),
        ("San José", ("America/Los_Angeles", "America/Costa_Rica")),
        ("San Jose Costa Rica", ("America/Costa_Rica",)),
        ("Atlanta, Georgia, USA", ("America/New_York",)),
        ("Georgia", ("America/New_York", "Asia/Tbilisi")),
        ("MST", ("America/Denver", "America/Phoenix")),
        ("EST", ("America/New_York",)),
        ("Central European Time", ("Europe/Madrid",)),
    ],
)
def test_a_country_has_each_clock_once(words: str, found: tuple[str, ...]) -> None:
    """One zone for each clock of a country; a country or state that is named too decides which place it is."""
    assert found == zones.find(words, WINTER)


def test_clocks_that_part_this_week_are_two() -> None:
    """Denver and Phoenix have one time until Sunday: whoever is in Arizona must not get Denver's clock for two days."""
    assert "America/Phoenix" not in zones.find("USA", WINTER)
    assert {"America/Denver", "America/Phoenix"} <= set(zones.find("USA", WEEK_OF_CHANGE))


@pytest.mark.parametrize("now", MOMENTS)
def test_every_zone_is_found_by_its_city(now: dt.datetime) -> None:
    """The city in a zone's name, old names too, finds the zone or one of the same country with the same clock."""
    areas = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
    named = [zone for zone in available_timezones() if zone.split("/")[0] in areas and "/" in zone]
    cities = [zone for zone in named if zones.city(zone).casefold() not in places.VAGUE]
    missed = {zone for zone in cities if not _alike(zone, zones.find(zones.city(zone), now), now)}

    assert len(cities) > 400
    assert set() == missed


def _alike(zone: str, found: Sequence[str], now: dt.datetime) -> bool:
    meant = get_global("zone_aliases").get(zone, zone)
    here = now.astimezone(ZoneInfo(meant)).utcoffset()
    land = places.countries()[meant]
    return any(
        here == now.astimezone(ZoneInfo(each)).utcoffset() and land == places.countries()[each] for each in found
    )


def test_every_zone_is_found_by_its_name() -> None:
    """Whoever knows the zone's own name, old or new, gets that zone alone."""
    canonical = get_global("zone_aliases")
    named = [zone for zone in available_timezones() if "/" in zone]

    assert {} == {zone: found for zone in named if (canonical.get(zone, zone),) != (found := zones.find(zone, WINTER))}


@pytest.mark.parametrize("lang", LANGS)
def test_every_country_is_found(lang: str) -> None:
    """A country's name in one of the languages finds its likeliest zone."""
    called = Locale(lang).territories
    first: dict[str, str] = {}
    for zone, code in places.countries().items():
        first.setdefault(code, zone)
    named = {called[code]: zone for code, zone in first.items() if code.isalpha() and code != "ZZ"}
    missed = {name for name, zone in named.items() if zone not in zones.find(name, WINTER)}

    assert len(named) > 240
    assert set() == missed


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Madird", "Europe/Madrid"),
        ("Barcelna", "Europe/Madrid"),
        ("Lodon", "Europe/London"),
        ("Maimi", "America/New_York"),
        ("Phildelphia", "America/New_York"),
        ("san fransisco", "America/Los_Angeles"),
        ("sanfrancisco", "America/Los_Angeles"),
        ("Los Angelas", "America/Los_Angeles"),
        ("Guadalajra", "America/Mexico_City"),
        ("Argentia", "America/Argentina/Buenos_Aires"),
        ("alemnia", "Europe/Berlin"),
        ("in Madird", "Europe/Madrid"),
        ("Madird, Spain", "Europe/Madrid"),
        ("pacifc time", "America/Los_Angeles"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven(words: str, zone: str) -> None:
    """A letter wrong, swapped or lost still finds the place."""
    assert zone == zones.find(words, WINTER)[0]


ONE_WORD = sorted({(zone, name) for zone, said in LISTED.items() for name in said if name.isalpha() and len(name) > 6})


@given(listed=st.sampled_from(ONE_WORD), data=st.data())
def test_two_swapped_letters_are_forgiven(listed: tuple[str, str], data: st.DataObject) -> None:
    """Any two neighbours of a long name may be swapped, but for the first letter."""
    zone, name = listed
    at = data.draw(st.integers(1, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    assert _alike(zone, zones.find(swapped, WINTER), WINTER)


@pytest.mark.parametrize(
    "words",
    [
        "", "  ", ",,,", "asdfgh", "qwertyuiop", "hello there", "what?", "123", "12:30", "+2", "GMT+20", "GMT+5:17",
        "UTC-13", "Factory", "localtime", "posix/Europe/Paris", "hora", "time zone", "the city", "la hora de", "south",
        "saint", "santa", "pain", "pian", "my arm hurts", "I have chest pain", "me duele el pecho", "estoy cansada",
        "I feel faint", "help", "my leg is totally numb, Madrid", "Madrid " * 20, "日本",
        "ok thanks, in Madrid or so I think, but it burns",
    ],
)  # fmt: skip
def test_nonsense_finds_nothing(words: str) -> None:
    """What is no place finds none: she is asked again, and no clock is guessed."""
    assert () == zones.find(words, WINTER)


@given(words=st.text(max_size=100) | st.text("abcdefghijklmnopqrstuvwxyz, +-/'.", max_size=30))
def test_any_words_at_all(words: str) -> None:
    """Whatever is typed, the answer is at most eight zones that may be chosen, none twice."""
    found = zones.find(words, WINTER)

    assert len(found) <= zones.MOST
    assert len(set(found)) == len(found)
    assert set(found) <= set(places.countries())


def test_of_two_letters_only_codes_are_read() -> None:
    """One letter finds nothing, two only what the content lists or a zone is called: "hi" is not Hawaii."""
    pairs = ["".join(pair) for size in (1, 2) for pair in itertools.product(string.ascii_lowercase, repeat=size)]
    codes = {places.normal(name) for name in CODES}
    found = {pair for pair in pairs if zones.find(pair, WINTER)}

    assert {"uk", "us", "et", "pt", "ny", "la"} <= found <= codes
    assert not {"hi", "ok", "me", "in", "or", "no", "si", "de", "mi", "oh", "va", "md"} & found


@pytest.mark.parametrize("lang", LANGS)
def test_words_of_danger_are_no_misspelt_places(lang: str) -> None:
    """A word of the alarm lists is never taken for a place; one that is near to a place stands under [words]."""
    frames = lexicon.load(catalog.CONTENT, lang).frames.values()
    words = {word for phrases in frames for phrase in phrases for slot in phrase for word in slot.words}
    names = places.names(LANGS)
    sure = {*names.places, *names.wider}

    assert set() == {word for word in words - sure if zones.find(word, WINTER)}


@given(hours=st.integers(-12, 14), written=st.sampled_from(("GMT{:+d}", "utc {:+d}", "GMT{:+03d}:00")))
def test_an_offset_says_what_it_means(hours: int, written: str) -> None:
    """The zone database turns the sign round; what she wrote, her clock, and what she reads again do not."""
    (zone,) = zones.find(written.format(hours), SUMMER)

    assert dt.timedelta(hours=hours) == SUMMER.astimezone(ZoneInfo(zone)).utcoffset()
    assert (f"GMT{hours:+d}" if hours else "GMT") == zones.city(zone)


def test_offsets_with_minutes_are_read_by_the_season() -> None:
    """Newfoundland is at -3:30 in winter and at -2:30 in summer."""
    assert (("America/St_Johns",), ()) == (zones.find("GMT-3:30", WINTER), zones.find("UTC−0330", SUMMER))


def test_only_the_languages_asked_for() -> None:
    """A name of another language is found once that language is asked for."""
    assert ((), ("Europe/Moscow",)) == (zones.find("Москва", WINTER), zones.find("Москва", WINTER, langs=("ru",)))
    assert ("Asia/Tokyo",) == zones.find("日本", WINTER, langs=("en", "zh"))


def test_the_listed_zones_and_countries_exist() -> None:
    """Every zone and country in the content may be chosen, and its names are there once."""
    assert set() == set(LISTED) - set(places.countries())
    assert set() == set(CONTENT["countries"]) - set(places.countries().values())
    assert {"countries", "words"} == set(CONTENT) - set(LISTED)
    assert [] == [names for names in LISTED.values() if len(names) != len({*map(str.casefold, names)})]


def test_every_listed_name_is_found() -> None:
    """Each name in the content finds its zone; the mark for a less likely one is no part of the name."""
    pairs = [(zone, name.removesuffix("?")) for zone, names in LISTED.items() for name in names]
    lands = [(code, name.removesuffix("?")) for code, names in CONTENT["countries"].items() for name in names]
    found_in = {name: {places.countries()[each] for each in zones.find(name, WINTER)} for _, name in lands}

    assert [] == [(zone, name) for zone, name in pairs if zone not in zones.find(name, WINTER)]
    assert [] == [(code, name) for code, name in lands if code not in found_in[name]]


def test_nobody_signs_places() -> None:
    """The list of places has no word about health: a clinician is not asked to sign it."""
    assert places.CONTENT.is_file()
    assert places.CONTENT.name not in signing.files(catalog.CONTENT)


def test_nothing_is_read_at_import() -> None:
    """A bot that starts reads no names; the first patient who asks does."""
    check = "import messages.zones; from messages import places; print(places.names.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert "0" == run.stdout.strip()


def test_finding_is_quick() -> None:
    """Once the names are read, names, typos and nonsense take less than a fiftieth of a second."""
    zones.find("Madrid", WINTER)
    took = []
    for words in (
        *CODES[:100],
        *(f"{name}x" for name in CODES[:100]),
        "x" * 80,
        "us " * 26,
        "USA",
        "Russia",
        "GMT+5:30",
    ):
        begin = time.perf_counter()
        zones.find(words, WINTER)
        took.append(time.perf_counter() - begin)

    assert sorted(took)[len(took) // 2] < 0.02


def test_the_clinics_zone_is_the_first_near_it() -> None:
    """Near Irvine are the clocks of the United States, the clinic's own first, the rest from west to east."""
    assert [
        "America/Los_Angeles",
        "Pacific/Honolulu",
        "America/Anchorage",
        "America/Denver",
        "America/Chicago",
        "America/New_York",
    ] == [each for each in zones.near("America/Los_Angeles", SUMMER) if each != "America/Adak"]
