package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"
)

// commands is the command line. Every flag is also an environment variable, ROSTRUM_ and its name in capitals.
type commands struct {
	Demo      demoCommand      `cmd:"" help:"Serve the real forum of 2020 and its prizes from an embedded database."`
	Serve     serveCommand     `cmd:"" help:"Serve a forum."`
	Migrate   migrateCommand   `cmd:"" help:"Bring a database to this program's version."`
	Import    importCommand    `cmd:"" help:"Load forum data in the documented format."`
	Backup    backupCommand    `cmd:"" help:"Back a database up into a file, while servers run."`
	Restore   restoreCommand   `cmd:"" help:"Check a backup, and restore it into a new database of either engine."`
	Schema    schemaCommand    `cmd:"" help:"Print the GraphQL schema."`
	Doctor    doctorCommand    `cmd:"" help:"Check configuration, database, clock and keys, and print the configuration in force."`
	Rehearsal rehearsalCommand `cmd:"" help:"Say what time it is in a rehearsal or a demo, and move it on."`
	Token     tokenCommand     `cmd:"" help:"Print an access token for an account."`
	Account   accountCommand   `cmd:"" help:"Disable, enable or sign out an account."`
	Keys      keysCommand      `cmd:"" help:"List, make and retire the keys that sign access tokens."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

// streams are where a command writes: answers to out, logs and progress to err.
type streams struct {
	ctx      context.Context
	out, err io.Writer
	log      *slog.Logger
}

// Exit codes of the program.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
	exitStopped = 130 // as shells have it for a program that was interrupted
)

// run runs the program and gives its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var line commands
	exited := -1
	parser, err := kong.New(&line, kong.Name("rostrum"), kong.DefaultEnvars("ROSTRUM"), kong.UsageOnError(),
		kong.Description("The backend of a multi-stakeholder forum: programme and prizes over GraphQL."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		fmt.Fprintln(stderr, "rostrum:", err)
		return exitFailure
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help has said what it had to say
		return exited
	}
	if err != nil {
		fmt.Fprintln(stderr, "rostrum:", err)
		return exitUsage
	}
	s := &streams{ctx: ctx, out: stdout, err: stderr, log: slog.New(slog.NewJSONHandler(stderr, nil))}
	err = command.Run(s)
	switch stopped := ctx.Err() != nil && errors.Is(err, context.Canceled); {
	case err == nil, stopped && isServer(command.Command()):
		return exitOK
	case stopped: // a script must not go on as after an import that came to its end
		fmt.Fprintln(stderr, "rostrum: stopped before it was done")
		return exitStopped
	}
	report(stderr, err)
	return exitFailure
}

// isServer tells whether a command runs until it is stopped, so that a stop, even while it starts, is no failure.
func isServer(command string) bool { return command == "demo" || command == "serve" }
