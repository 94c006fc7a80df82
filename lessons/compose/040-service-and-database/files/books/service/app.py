"""A microservice that lists and takes books. All it has to know comes from the environment."""
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from postgres import Connection, DatabaseError, quote

TITLE = "Books"


def ask(sql):
    connection = Connection(
        host=os.environ.get("DATABASESERVER_HOST", "localhost"),
        port=int(os.environ.get("DATABASESERVER_PORT", "5432")),
        user=os.environ.get("DATABASESERVER_USER", "postgres"),
        password=os.environ.get("DATABASESERVER_PASSWORD", ""),
        database=os.environ.get("DATABASESERVER_NAME", "postgres"),
    )
    try:
        return connection.query(sql)
    finally:
        connection.close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            return self.answer(200, {"title": TITLE, "profile": os.environ.get("PROFILE", "default")})
        if self.path == "/books":
            return self.from_database("SELECT title FROM books ORDER BY id", 200)
        return self.answer(404, {"error": "not found"})

    def do_POST(self):
        title = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode().strip()
        self.from_database(f"INSERT INTO books (title) VALUES ({quote(title)}) RETURNING title", 201)

    def from_database(self, sql, status):
        try:
            self.answer(status, [row[0] for row in ask(sql)])
        except DatabaseError as error:
            print(f"ERROR {error}", flush=True)
            self.answer(503, {"error": str(error)})

    def answer(self, status, value):
        body = (json.dumps(value) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# The first process of a container has to say itself that it ends on docker stop.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("listening on 8000", flush=True)
ThreadingHTTPServer(("", 8000), Handler).serve_forever()
