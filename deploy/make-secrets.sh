#!/bin/sh
# Generates the secrets of compose.yaml in the folder secrets/ beside it, once. An existing secret is never replaced, because a new
# master key opens none of the credentials that the old one sealed. Needs openssl.
#
# Everybody may read the files, but only the owner may read the folder: a secret is mounted into its containers with the file's own
# mode, and the users there (1000, 999, 472) are not you.
set -eu
umask 077
cd "$(dirname "$0")"

if [ -e secrets ]; then
  echo "$PWD/secrets is there already; nothing was changed." >&2
  exit 0
fi

new=$(mktemp -d ./secrets.XXXXXX)
trap 'rm -rf "$new"' EXIT

postgres_password=$(openssl rand -hex 32)
valkey_password=$(openssl rand -hex 32)
valkey_hash=$(printf %s "$valkey_password" | openssl dgst -sha256 -r | cut -d ' ' -f 1)

openssl rand -base64 32 >"$new/master-key"
echo "$postgres_password" >"$new/postgres-password"
echo "postgres://signpost:$postgres_password@postgres:5432/signpost" >"$new/database-url"
echo "redis://signpost:$valkey_password@valkey:6379" >"$new/redis-url"
openssl rand -hex 16 >"$new/grafana-password"
# The gateways may count requests and nothing else; the health check may only ask whether Valkey is alive.
cat >"$new/valkey-acl" <<ACL
user default off
user signpost on #$valkey_hash ~signpost:rate:* resetchannels -@all +eval +set +incrby +pttl +expire +select
user health on nopass resetkeys resetchannels -@all +ping
ACL

chmod 444 "$new"/*
mv "$new" secrets
trap - EXIT
echo "Made $PWD/secrets. Keep a copy of secrets/master-key apart from backups of the database."
