#!/usr/bin/env bash
# Makes what the compose files keep secret, each in a file of docker/secrets, or of the folder given: once, and never over
# what is there. The files may be read by whoever gets into the folder, which is its maker: containers are given single files.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
[ ! -e "$folder" ] || {
  echo "$folder is there already. What is in it opens the data: nothing is made anew over it." >&2
  exit 1
}
umask 022
mkdir -m 700 "$folder"
random() { openssl rand -hex 32; }
put() { printf '%s\n' "$2" >"$folder/$1"; }

for name in postgres_password owner_password app_password roundtable_secret_key roundtable_master_key roundtable_audit_key; do
  put "$name" "$(random)"
done
address() { echo "postgresql+asyncpg://$1:$(cat "$folder/$2")@db/roundtable"; }
put roundtable_database_url "$(address roundtable_app app_password)"
put roundtable_database_owner_url "$(address roundtable_owner owner_password)"
# What the identity provider gave this installation; left empty, it is a public client with PKCE alone.
put roundtable_oidc_client_secret ""
# The mail server's address, with the password for it; left empty, letters wait.
put roundtable_smtp_url ""
chmod 444 "$folder"/*
chmod u+w "$folder/roundtable_oidc_client_secret" "$folder/roundtable_smtp_url"
echo "Made $folder. Keep a copy of roundtable_master_key and roundtable_audit_key elsewhere, and not beside the database's."
