package store

import "github.com/google/uuid"

// NewID makes a random id (UUID version 7, so that new rows lie together in the index).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// NewVoterID makes a random id of a voter (UUID version 4). Unlike NewID it tells nothing of when it was made, so that
// nobody can match a voter with what was made at the same moment.
func NewVoterID() string { return uuid.NewString() }
