package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"rostrum/internal/fault"
)

// listen takes an address to serve on. Faults: Conflict where another program has it, which is what befalls whoever
// starts a second server and needs to hear of the flag.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fault.Wrap(fault.Conflict, err, "another program has %s; stop it, or name another address, such as --listen 127.0.0.1:8081", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	return listener, nil
}
