# The beginning of each page's shell (run-page.ts). `given` marks may call these functions.

# curl would show a progress meter here, unlike in a terminal.
echo no-progress-meter > "$HOME/.curlrc"

# Replaces the page's gateway with a new one on the page's port, waits until it is ready, and makes a token.
serve() {
  local port="$SIGNPOST_PORT"
  [[ " $* " =~ " --port "([0-9]+) ]] && port="${BASH_REMATCH[1]}"
  stop
  signpost serve "$@" >> "$HOME/signpost.log" 2>&1 &
  echo "$!" > "$HOME/pid"
  disown
  until curl -sf "http://127.0.0.1:$port/readyz" > "$HOME/ready" || curl -sfk "https://127.0.0.1:$port/readyz" > "$HOME/ready"; do
    kill -0 "$(< "$HOME/pid")" || { cat "$HOME/signpost.log"; exit 1; }
    sleep 0.1
  done
  SIGNPOST="http://127.0.0.1:$port" BASE_URL="http://127.0.0.1:$port"
  TOKEN="$(a_token)" API_TOKEN="$TOKEN"
}

# Stops the page's gateway, if there is one.
stop() {
  [[ -e "$HOME/pid" ]] || return 0
  kill "$(< "$HOME/pid")" 2> /dev/null || true
  tail --pid="$(< "$HOME/pid")" -s 0.05 -f /dev/null
  rm "$HOME/pid"
}
trap stop EXIT

# Lets the test do what would cost ten times as much as a command (page-preparer.ts).
prepare() {
  env -0 | grep -z '^SIGNPOST_\|^STORE_KEY=' | command curl -sS --fail-with-body "$PREPARER/$1?folder=$PWD" --data-binary @-
}

# Stores the credential of the store that stands in for AWS.
store() { prepare "${1:-main}"; }

# The first makes a token that may do everything, and prints it; the second prints the id of a token.
a_token() { prepare token; }
a_token_id() { signpost token list --json --limit 1 | jq -r '.tokens[0].id'; }

# Prints the id of the latest upload.
an_upload_id() { signpost upload list --json --order newest --limit 1 | jq -r '.uploads[0].id'; }

# Prints the first line of the gateway's log with a text, once it is written.
logged() { until grep -m1 -F "$1" "$HOME/signpost.log"; do sleep 0.05; done; }

# Sends a request to the gateway, as in `ask /awss3/objects -G -d bucket=my-bucket`.
ask() { curl -sSf "$SIGNPOST$1" -H "Authorization: Bearer $TOKEN" "${@:2}"; }

# Uploads a few bytes, as in `put videos/intro.mp4`.
put() {
  echo content > "$HOME/content"
  curl -sSf -T "$HOME/content" "$(ask /awss3/signed-url/for-upload -G -d bucket=my-bucket -d "key_name=$1" | jq -r .data.signedUrl)"
}

# Begins a multipart upload, and sends its only part.
begin_upload() {
  ask /awss3/multipart -d bucket=my-bucket -d key_name=videos/intro.mp4 > "$HOME/begun"
  UPLOAD_ID="$(jq -r .data.uploadId "$HOME/begun")"
  echo content > "$HOME/content"
  curl -sSf -T "$HOME/content" "$(jq -r '.data.parts[0].signedUrl' "$HOME/begun")"
}

# Checks that the block has the shape of an IAM policy.
is_policy() {
  jq -e '.Version == "2012-10-17" and all(.Statement[]; .Effect == "Allow" and .Action and (.Resource or .Principal))' "$BLOCK" > /dev/null
}
