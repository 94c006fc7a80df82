"""Shows the notes that are in the database."""
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from postgres import Connection, DatabaseError

HOST = os.environ.get("DATABASE_HOST", "localhost")
PASSWORD = os.environ.get("DATABASE_PASSWORD", "")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            connection = Connection(HOST, 5432, "notes", PASSWORD, "notes")
            rows = connection.query("SELECT text FROM notes ORDER BY id")
            connection.close()
        except DatabaseError as error:
            print(f"ERROR {error}", flush=True)
            return self.answer(503, "Something is wrong. See the log of this service.\n")
        return self.answer(200, "".join(f"{row[0]}\n" for row in rows))

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# The first process of a container has to say itself that it ends on docker stop.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("listening on 8000", flush=True)
ThreadingHTTPServer(("", 8000), Handler).serve_forever()
