package main

import (
	"net/url"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
)

// parseInstantFlag reads a flag that holds an instant; the zero time where it is empty.
func parseInstantFlag(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := scalar.ParseInstant(s)
	if err != nil {
		return time.Time{}, fault.In(flag, err)
	}
	return at.UTC(), nil
}

// masked gives an address without its passwords. Of one that cannot be taken apart it shows
// nothing, since anything in it may be one.
func masked(dsn string) string {
	scheme, _, _ := strings.Cut(dsn, ":")
	if scheme == store.SQLite {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" {
		return "(not an address)"
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, "xxxxx")
		}
	}
	u.RawQuery = query.Encode()
	return u.Redacted()
}
