"""A driver in one file: as much of PostgreSQL's protocol as this service needs.

A real project would install psycopg with pip, which needs the internet.
"""
import base64
import hashlib
import hmac
import os
import socket
import struct


class DatabaseError(Exception):
    """What the database said, or why it could not be asked."""


class Connection:
    def __init__(self, host, port, user, password, database):
        self.user, self.password = user, password
        try:
            self.socket = socket.create_connection((host, port), timeout=3)
        except OSError as error:
            raise DatabaseError(f"cannot reach the database at {host}:{port}: {error}") from error
        self.stream = self.socket.makefile("rb")
        text = f"user\0{user}\0database\0{database}\0\0".encode()
        self.socket.sendall(struct.pack("!ii", len(text) + 8, 196608) + text)
        self._read_until_ready()

    def query(self, sql):
        """The rows of an answer, each a list of texts."""
        self._send(b"Q", sql.encode() + b"\0")
        return self._read_until_ready()

    def close(self):
        self._send(b"X", b"")
        self.socket.close()

    def _send(self, kind, body):
        self.socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def _read(self):
        head = self.stream.read(5)
        if len(head) < 5:
            raise DatabaseError("the database hung up")
        return head[:1], self.stream.read(struct.unpack("!i", head[1:])[0] - 4)

    def _read_until_ready(self):
        rows, failure = [], None
        while True:
            kind, body = self._read()
            if kind == b"R":
                self._log_in(body)
            elif kind == b"D":
                rows.append(self._to_row(body))
            elif kind == b"E":
                failure = next(part[1:] for part in body.decode().split("\0") if part.startswith("M"))
                if not rows and b"SFATAL" in body:
                    raise DatabaseError(failure)
            elif kind == b"Z":
                if failure:
                    raise DatabaseError(failure)
                return rows

    @staticmethod
    def _to_row(body):
        values, at = [], 2
        for _ in range(struct.unpack("!h", body[:2])[0]):
            size = struct.unpack("!i", body[at : at + 4])[0]
            at += 4
            values.append(None if size < 0 else body[at : at + size].decode())
            at += max(size, 0)
        return values

    def _log_in(self, body):
        """SCRAM-SHA-256: proves to know the password without sending it."""
        step = struct.unpack("!i", body[:4])[0]
        if step == 10:
            self.nonce = base64.b64encode(os.urandom(18)).decode()
            self.first = f"n=,r={self.nonce}"
            message = ("n,," + self.first).encode()
            self._send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(message)) + message)
        elif step == 11:
            server = body[4:].decode()
            parts = dict(part.split("=", 1) for part in server.split(","))
            last = f"c=biws,r={parts['r']}"
            salt = base64.b64decode(parts["s"])
            salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), salt, int(parts["i"]))
            client_key = hmac.digest(salted, b"Client Key", "sha256")
            said = f"{self.first},{server},{last}".encode()
            signature = hmac.digest(hashlib.sha256(client_key).digest(), said, "sha256")
            proof = bytes(a ^ b for a, b in zip(client_key, signature))
            self._send(b"p", f"{last},p={base64.b64encode(proof).decode()}".encode())
        elif step not in (0, 12):
            raise DatabaseError("the database asks for the password in a way this driver does not know")


def quote(text):
    return "'" + text.replace("'", "''") + "'"
