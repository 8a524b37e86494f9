#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own:   with-postgres.sh COMMAND…
# The server is new, empty, on a free port of 127.0.0.1, and gone afterwards. The command finds it in BELFRY_TEST_POSTGRES, and a second
# one in BELFRY_TEST_POSTGRES_2.
# Its role owns the database and may create databases and roles, but is no superuser: row-level security has to hold in tests, too.
# BELFRY_PG_FSYNC=1 makes commits durable, as benchmarks and crash tests need; other tests are faster without.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "$0")/env.sh"

[ $# -gt 0 ] || {
	echo "usage: with-postgres.sh COMMAND…" >&2
	exit 2
}
command -v pg_ctl >/dev/null || {
	echo "with-postgres: no PostgreSQL here; scripts/tools.sh test installs it" >&2
	exit 1
}

home=$(mktemp -d)
as_postgres=()
# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
	chown postgres "$home"
	as_postgres=(runuser -u postgres --)
fi
pg() { (cd "$home" && ${as_postgres[@]+"${as_postgres[@]}"} "$@"); }

stop() {
	trap - EXIT
	for data in "$home"/data*; do
		pg pg_ctl -D "$data" -m immediate stop >/dev/null 2>&1 || true
	done
	rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

pg initdb -D "$home/data" -U postgres -A trust --locale=C -E UTF8 --no-sync >"$home/log" 2>&1 || {
	cat "$home/log" >&2
	exit 1
}
{
	echo "listen_addresses = '127.0.0.1'"
	echo "unix_socket_directories = ''"
	# The tests run in many processes, each with a pool.
	echo "max_connections = 300"
	if [ "${BELFRY_PG_FSYNC:-0}" != 1 ]; then
		printf '%s = off\n' fsync synchronous_commit full_page_writes
	fi
} >>"$home/data/postgresql.conf"
# A second cluster, for what lives in another data region.
pg cp -r "$home/data" "$home/data2"

start() { # start DATA: answers the port. A free one cannot be reserved, only tried.
	local port
	for try in 1 2 3 4 5 6 7 8 9 10; do
		port=$((20000 + RANDOM % 10000))
		if pg pg_ctl -D "$1" -w -o "-p $port" -l "$1/log" start >/dev/null 2>&1; then break; fi
		[ "$try" -lt 10 ] || {
			cat "$1/log" >&2
			exit 1
		}
	done
	psql -qX "postgres://postgres@127.0.0.1:$port/postgres" -v ON_ERROR_STOP=1 \
		-c "create role belfry login createdb createrole" -c "create database belfry owner belfry"
	echo "$port"
}
first=$(start "$home/data")
second=$(start "$home/data2")

# (-l's server has let go of our output and input; the command keeps them.)
BELFRY_TEST_POSTGRES=postgres://belfry@127.0.0.1:$first/belfry BELFRY_TEST_POSTGRES_2=postgres://belfry@127.0.0.1:$second/belfry "$@"
