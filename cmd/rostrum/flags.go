package main

import (
	"net/url"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
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

// masked gives an address without its password.
func masked(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme == "sqlite" || !strings.Contains(dsn, "://") {
		return dsn
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
