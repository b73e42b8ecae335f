"""What every test may ask for."""

import gc

pytest_plugins = ["tests.support.servers", "tests.support.table", "tests.support.server_process"]

# Plans and statements are kept for the whole run: looking through them again and again takes a tenth of it.
gc.set_threshold(50_000, 20, 100)
