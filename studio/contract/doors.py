"""The doors of the API, its version, and the limits of what goes through them."""

from __future__ import annotations

import base64
import hashlib

API = "/api/v1"
API_VERSION = 1
TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
PROBLEM_TYPE = "application/problem+json"
IDEMPOTENCY_KEY = "Idempotency-Key"
#: What is told and asked in JSON carries its sum (RFC 9530): there is no other guard against a flipped bit without encryption.
CONTENT_DIGEST = "Content-Digest"
DIGEST_SHA256 = "sha-256=:"
#: How many bytes of a body are the record; after them come those of its file.
RECORD_LENGTH = "Record-Length"

#: The doors of the API. Below `RECORDS`, `CONTRIBUTIONS`, `REPLIES` and `CHALLENGES` stands an id, below `MEDIA` a SHA-256. A
#: record's family is at `RECORDS/{id}/tree`, and `RECORDS/{id}/whole` takes it together with its one small file. An upload is made
#: by POST at `UPLOADS` (tus 1.0 creation; `Upload-Metadata: sha256 …,mime …`, base64 values) and goes on at the `Location` of the
#: answer.
INFO = f"{API}/platform"
JOIN = f"{API}/join"
ME = f"{API}/me"
CHALLENGES = f"{API}/challenges"
RECORDS = f"{API}/records"
CONTRIBUTIONS = f"{API}/contributions"
MEDIA = f"{API}/media"
UPLOADS = f"{API}/uploads"
CHANGES = f"{API}/changes"
#: Below `REQUESTS/{id}` stand `answer`, `reply` and `withdrawal`; below `RECORDS/{id}`, `requests`, `sources/changes` and
#: `sources/{id}/removal`.
REQUESTS = f"{API}/requests"
REPLIES = f"{API}/replies"
#: One's own computers and the invites for more of them; below `MINE` stand a kind and an id.
DEVICES = f"{ME}/devices"
INVITES = f"{ME}/invites"
MINE = f"{API}/mine"

MAX_TITLE = 200
MAX_NOTE = 5_000
MAX_TAGS = 20
MAX_TAG = 50
MAX_HANDLE = 40
MAX_DEVICE = 80
MAX_MINE_CHARS = 700_000
MAX_MINE = 50_000
MAX_SOURCES = 500
MAX_ALT = 2_000
#: How many files one record may have beyond its first: those of a whole script, a take for each line. With names as long as people
#: give them they fit into one body, and as a draft into what one's other computers are told.
MAX_MORE = 1_999
MAX_FILE_NAME = 120
MAX_LINE_ID = 120
MAX_WORDS = 1_000
MAX_REQUESTS_A_DAY = 50
#: What one leader may say to lines in a day: a script of two thousand, twice over.
MAX_REPLIES_A_DAY = 4_000
#: How long after its closing time a challenge usually takes what was sealed before it.
GRACE_H = 72
MAX_GRACE_H = 31 * 24
#: A computer whose clock has stopped shows 1970: a hundred years cover every clock there is.
MAX_OFFSET_MS = 100 * 366 * 86_400_000
#: A challenge's script: its lines, the letters of each, how many takes a line may ask for, and the spec its files must pass.
MAX_LINES = 2_000
MAX_LINE_TEXT = 5_000
MAX_TAKES_WANTED = 99
MAX_SPEC = 1 << 16
MAX_BODY_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20
MAX_UPLOAD_BYTES = 16 << 30
MAX_CHUNK_BYTES = 64 << 20
#: An algorithm of `Upload-Checksum`: the SHA-256 of each MiB of the chunk, one after the other. What arrived before a cut counts.
PIECE_SUMS = "sha256-1mib"
PIECE_BYTES = 1 << 20
MAX_PAGE = 200
MAX_WAIT_S = 25
KEYS_KEPT_DAYS = 30
HALF_UPLOADS_KEPT_H = 24


def digest_of(body: bytes | bytearray) -> str:
    """The value of `Content-Digest` for a body."""
    return f"{DIGEST_SHA256}{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"
