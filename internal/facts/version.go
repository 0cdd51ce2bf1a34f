package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
)

// samplesVersion changes whenever the code that makes the samples gives others.
const samplesVersion = "samples 1"

// Version names what Documents gives: a digest of all that it is made from. A database that was loaded from another
// version is brought up to this one.
func Version() string {
	h := sha256.New()
	h.Write([]byte(samplesVersion))
	for _, files := range []fs.FS{data, words} {
		// The files are in the program itself, so that reading them cannot fail.
		_ = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files, path)
			h.Write([]byte(path))
			h.Write(content)
			return err
		})
	}
	return hex.EncodeToString(h.Sum(nil))
}
