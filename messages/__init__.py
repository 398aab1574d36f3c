"""What do we say, and what was meant?"""

from __future__ import annotations

import os

# Reading is many small products: on a busy machine a second thread only waits for the first (measured: four times
# slower).
# It must be said before numpy is imported anywhere.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
