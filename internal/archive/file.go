package archive

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rostrum/internal/fault"
)

// partial is what the name of a backup ends with as long as it is not whole.
const partial = ".partial"

// Create makes a backup in a file that only its owner may read: write fills it. It is written under another name, put
// on disk, read back and compared, and gets its name last; so a file of that name is whole. Where that fails, nothing
// stays behind. Faults: those of write; Conflict for a name that is taken; Unavailable where it cannot be written.
func Create(ctx context.Context, path string, write func(io.Writer) (Contents, error)) (Contents, error) {
	if err := mustBeFree(path); err != nil {
		return Contents{}, err
	}
	name := path + partial
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Contents{}, fault.New(fault.Conflict, "%s exists: another backup is being made, or one was broken off; remove it then", name)
	}
	if err != nil {
		return Contents{}, unwritable(err)
	}
	contents, err := fill(ctx, file, write)
	if closing := file.Close(); err == nil && closing != nil {
		err = unwritable(closing)
	}
	if err == nil {
		err = settle(name, path)
	}
	if err != nil {
		_ = os.Remove(name)
		return Contents{}, err
	}
	return contents, nil
}

func mustBeFree(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "%s exists; a backup takes the place of nothing: give another name", path)
	case !errors.Is(err, fs.ErrNotExist):
		return unwritable(err)
	}
	return nil
}

// fill writes a backup and reads it back.
func fill(ctx context.Context, file *os.File, write func(io.Writer) (Contents, error)) (Contents, error) {
	contents, err := write(file)
	if err != nil {
		return Contents{}, err
	}
	if err := file.Sync(); err != nil {
		return Contents{}, unwritable(err)
	}
	read, err := Read(ctx, file, contents.Size, nil)
	if err != nil {
		return Contents{}, err
	}
	if read.SHA256 != contents.SHA256 {
		return Contents{}, fault.New(fault.Unavailable, "the backup is not what was written: look after the disk")
	}
	return contents, nil
}

// settle gives a whole backup its name, for good.
func settle(name, path string) error {
	if err := mustBeFree(path); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return unwritable(err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil { // after a power cut the name might be gone
		_ = os.Remove(path)
		return unwritable(err)
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }()
	return folder.Sync()
}

// File is a backup that can be read.
type File struct {
	from   io.ReaderAt
	size   int64
	closes io.Closer
}

// NewFile gives a backup of size bytes.
func NewFile(from io.ReaderAt, size int64) *File { return &File{from: from, size: size} }

// Open opens a backup. Fault: BadUserInput for what is no file.
func Open(path string) (*File, error) {
	// A pipe or a device is refused before it is opened, which could wait for ever.
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Wrap(fault.BadUserInput, err, "the backup cannot be opened")
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.BadUserInput, "%s is no file, but a pipe, folder or device", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.BadUserInput, err, "the backup cannot be opened")
	}
	return &File{from: file, size: info.Size(), closes: file}, nil
}

// Read is the function Read for this backup.
func (f *File) Read(ctx context.Context, into Sink) (Contents, error) {
	return Read(ctx, f.from, f.size, into)
}

// Close closes the file.
func (f *File) Close() error {
	if f.closes == nil {
		return nil
	}
	return f.closes.Close()
}
