# The habits of the house. `make` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-go clients lint generate bench crash rehearsal fuzz

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
LISTEN ?= 127.0.0.1:8080
FUZZTIME ?= 200000x
BENCH ?= .
CRASHES = Killed|ComeDue|ConnectionsThatAreLost|TwoServersAtOnce|CloseUnderLoad|ClockSetBack|Race|Flood|DiskIsFull|KeysChangeUnderLoad|CutOff|ServerThatIsLeft
# The race detector looks at our code and not into SQLite, which was translated from C, has its own locks, and would be
# some times slower. (Not its neighbours either: what they share with us by generics would lose what the detector needs.)
RACE = -race -gcflags='modernc.org/...=-d=checkptr=0' -gcflags='modernc.org/sqlite/lib=-race=false -d=checkptr=0'
# More for `go test`, as in `make test-go TEST="-run Session -v"`.
TEST ?=

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run: ## serve the forum of 2020 on LISTEN, 127.0.0.1:8080 by default
	go run ./cmd/rostrum demo --listen $(LISTEN)

test: test-go clients ## all tests: Go under the race detector on both engines, then real clients
test-go: ## the Go tests alone
	@scripts/need compiler curl postgresql
	@echo "== Go tests, under the race detector, on SQLite and PostgreSQL"
	CGO_ENABLED=1 go test $(RACE) -timeout 20m $(TEST) ./...

clients: ## the client checks alone: real npm packages against a server
	@scripts/need node
	@echo "== client checks"
	@$(MAKE) --no-print-directory clients/node_modules/.package-lock.json
	cd clients && npm test

clients/node_modules/.package-lock.json: clients/package-lock.json
	cd clients && npm ci --no-audit --no-fund
	@touch $@

lint: ## gofmt, go vet and staticcheck
	@echo "== gofmt"
	@unformatted=$$(git ls-files -co --exclude-standard "*.go" | xargs gofmt -l); test -z "$$unformatted" || { echo "not formatted: $$unformatted" >&2; exit 1; }
	@echo "== go vet"
	go vet ./...
	@echo "== staticcheck"
	go run $(STATICCHECK) ./...

generate: ## write graph/generated and graph/model anew from schema.graphql
	go generate ./...

bench: ## the figures of docs/performance.md; BENCH chooses some
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

# -p 1, so that what one package kills and fills does not slow the others.
crash: ## kill servers and databases as people vote, fill disks, race: all that docs/durability.md tells of, with its figures
	@scripts/need postgresql
	@echo "== crashes, races and full disks, on SQLite and PostgreSQL"
	@ROSTRUM_CRASHES=all go test -p 1 -count=1 -timeout 30m -v -run '$(CRASHES)' ./internal/ballot ./internal/server ./cmd/rostrum | \
		{ grep -Ev '^ *=== ' || true; }

rehearsal: ## a whole prize edition with 2,000 voters, act by act, on both engines
	@scripts/need compiler postgresql
	ROSTRUM_CRASHES=all go test -count=1 -v -run Edition ./internal/rehearsal | { grep -Ev '^ *=== ' || true; }

fuzz: ## each fuzz target for FUZZTIME, 200000x (inputs) by default
	@scripts/fuzz $(FUZZTIME)
