#!/bin/sh
# Runs a command of Signpost beside the service of signpost.service, as its user and with its settings and its master key. As root:
#
#   install -m 755 deploy/signpost-command.sh /usr/local/sbin/signpost
#   signpost token create my-app
set -eu
user=signpost
settings=/etc/signpost
data=/var/lib/signpost
program=/opt/signpost/node_modules/.bin/signpost

if [ "$(id -u)" != 0 ]; then
  echo "signpost: run this as root (sudo signpost …): it reads $settings/master-key" >&2
  exit 1
fi

# As systemd reads them: NAME=value, one per line, no quotes.
if [ -e "$settings/signpost.env" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      [A-Z]*=*) export "$line" ;;
    esac
  done <"$settings/signpost.env"
fi
# The service's user cannot read the file itself; in the environment only that user and root see the key.
SIGNPOST_MASTER_KEY=$(cat "$settings/master-key")
SIGNPOST_DATA_DIR=$data
export SIGNPOST_MASTER_KEY SIGNPOST_DATA_DIR

cd "$settings"
exec setpriv --reuid="$user" --regid="$user" --init-groups --no-new-privs "$program" "$@"
