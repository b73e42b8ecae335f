#!/usr/bin/env bash
# The three roles of the database, and the database: run once by PostgreSQL's image, as the superuser, on an empty volume.
# The application's role owns nothing, and no role may step around row-level security.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}
owner=$(cat "$secrets/owner_password") app=$(cat "$secrets/app_password")
export PGUSER=${POSTGRES_USER:-postgres}
# Passwords come by the input, since everybody on the machine may read a command's arguments.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres <<SQL
\set owner_password '$owner'
\set app_password '$app'
CREATE ROLE roundtable_rule NOLOGIN;
CREATE ROLE roundtable_app LOGIN PASSWORD :'app_password';
CREATE ROLE roundtable_owner LOGIN NOINHERIT PASSWORD :'owner_password' IN ROLE roundtable_rule;
CREATE DATABASE roundtable OWNER roundtable_owner;
REVOKE ALL ON DATABASE roundtable FROM PUBLIC;
GRANT CONNECT ON DATABASE roundtable TO roundtable_app;
\connect roundtable
ALTER SCHEMA public OWNER TO roundtable_owner;
SQL
