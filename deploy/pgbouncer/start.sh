#!/bin/sh
# Writes the pooler's settings and user list from the environment, then becomes the pooler.
# Needs APP_LOGIN_PASSWORD and APP_SYSTEM_PASSWORD; the rest has the defaults of docker-compose.yml.
set -eu
umask 077
here=$(dirname "$0")
folder=$(mktemp -d)
printf '"app_login" "%s"\n"app_system" "%s"\n' "$APP_LOGIN_PASSWORD" "$APP_SYSTEM_PASSWORD" > "$folder/users.txt"
sed -e "s|POSTGRES_HOST|${POSTGRES_HOST:-postgres}|" \
    -e "s|POSTGRES_PORT|${POSTGRES_PORT:-5432}|" \
    -e "s|LISTEN_ADDRESS|${LISTEN_ADDRESS:-0.0.0.0}|" \
    -e "s|LISTEN_PORT|${LISTEN_PORT:-6432}|" \
    -e "s|USER_LIST|$folder/users.txt|" \
    "$here/pgbouncer.ini" > "$folder/pgbouncer.ini"
exec pgbouncer "$folder/pgbouncer.ini"
