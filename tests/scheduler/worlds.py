"""All zones and ten years, for property tests."""

from __future__ import annotations

import datetime as dt
from zoneinfo import available_timezones

from hypothesis import strategies as st

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
#: Every minute of the years 2024 to 2034.
moments = st.integers(0, 11 * 366 * 24 * 60).map(lambda count: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + count * MINUTE)
clocks = st.times().map(lambda clock: f"{clock:%H:%M}")
