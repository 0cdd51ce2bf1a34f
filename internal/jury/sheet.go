package jury

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// SaltBytes is how long the salt of a commitment is.
const SaltBytes = 32

// sheetFormat names the one form of a sheet.
const sheetFormat = "rostrum score sheet 1"

// canonical is a sheet in its one form: names in the order of the alphabet, points in the order of the criteria.
type canonical struct {
	Assignment string   `json:"assignment"`
	Comment    string   `json:"comment"`
	Format     string   `json:"format"`
	Juror      string   `json:"juror"`
	Project    string   `json:"project"`
	Scores     []Points `json:"scores"`
}

// Canonical gives a sheet in its one form: JSON with names in the order of the alphabet, without white space but a
// newline at the end, points in the order of the criteria. docs/score-sheets.md describes it.
func Canonical(a Assignment, s Scores) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// Strings and numbers only: encoding cannot fail.
	_ = e.Encode(canonical{a.ID, s.Comment, sheetFormat, a.MemberID, a.ProjectID, append([]Points{}, s.Points...)})
	return b.Bytes()
}

// ReadCanonical reads what Canonical wrote.
func ReadCanonical(content []byte) (Scores, error) {
	var c canonical
	if err := json.Unmarshal(content, &c); err != nil || c.Format != sheetFormat {
		return Scores{}, fmt.Errorf("a score sheet cannot be read: %w", err)
	}
	return Scores{c.Scores, c.Comment}, nil
}

// Commitment binds its maker to a sheet without showing it: SHA-256 over the name of the form, the salt and the
// canonical bytes, each with its length before it in eight bytes, the highest first. It is hexadecimal.
func Commitment(salt, content []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(sheetFormat), salt, content} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
