package token

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// writeFile puts a file in place whole or not at all, readable by its owner only. Once it returns, the file is there
// even after a power cut.
func writeFile(path string, content []byte) error {
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	defer os.Remove(file.Name()) // gone already where all went well
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err == nil {
		err = syncFolder(folder)
	}
	if err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	return nil
}

// syncFolder makes the names in a folder last: a file whose name is lost in a power cut is lost.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// makeFolder makes a folder that only its owner may enter, unless it is there.
func makeFolder(path string) error {
	_, err := os.Stat(path)
	if err == nil {
		return nil
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("making the folder of the keys: %w", err)
	}
	return syncFolder(filepath.Dir(filepath.Clean(path)))
}
