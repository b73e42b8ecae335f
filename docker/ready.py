"""Ends well if the server in this container can serve: what the image's health check runs."""

import os
import sys
from http.client import HTTPConnection

server = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
server.request("GET", "/readyz")
sys.exit(server.getresponse().status != 200)
