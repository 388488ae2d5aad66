import os

import requests
from flask import Flask, send_from_directory

SIGNPOST_URL = os.environ.get("SIGNPOST_URL", "http://127.0.0.1:8080")
# The API token stays here. The page gets a client token, which can do less and expires soon.
API_TOKEN = os.environ["API_TOKEN"]

app = Flask(__name__)


@app.get("/")
def page():
    return send_from_directory("../html", "index.html")


@app.post("/upload-token")
def upload_token():
    # Check here who is signed in, and give each user their own folder.
    response = requests.post(
        f"{SIGNPOST_URL}/awss3/client-token",
        headers={"Authorization": f"Bearer {API_TOKEN}"},
        json={"allow": ["upload:my-bucket/incoming/*"], "max_bytes": 50_000_000},
        timeout=10,
    )
    response.raise_for_status()
    return response.json()["data"]
