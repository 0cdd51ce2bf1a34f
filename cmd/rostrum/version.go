package main

import (
	"fmt"
	"runtime/debug"
)

// release is the version of the program; CHANGELOG.md says what is new in it.
const release = "0.3.1"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(s *streams) error {
	_, err := fmt.Fprintln(s.out, "rostrum", version())
	return err
}

// version gives the release, and the commit that the program was built from where the go command recorded one.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	said := map[string]string{}
	for _, setting := range info.Settings {
		said[setting.Key] = setting.Value
	}
	commit := said["vcs.revision"]
	switch {
	case commit == "":
		return release
	case said["vcs.modified"] == "true":
		return release + " (" + commit[:min(len(commit), 12)] + ", changed)"
	}
	return release + " (" + commit[:min(len(commit), 12)] + ")"
}
