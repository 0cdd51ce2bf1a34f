package store

import "github.com/google/uuid"

// NewID makes a random id (UUID version 7, so that new rows lie together in the index).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
