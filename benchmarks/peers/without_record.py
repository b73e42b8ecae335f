"""Our server as it would be without a record: what of its answers' cost is the reading alone."""

from benchmarks.record import WithoutRecord
from roundtable import app as application
from roundtable.cli import app

if __name__ == "__main__":
    vars(application)["Recorder"] = WithoutRecord
    app()
