"""What every test may ask for."""

pytest_plugins = ["tests.support.servers", "tests.support.table", "tests.support.server_process"]
