package catalogue

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"

	"rostrum/internal/fault"
)

// maxCursor is the longest cursor that is looked at, in bytes.
const maxCursor = 512

// listMark tells lists and orders apart inside cursors.
func listMark(list string, o *ordering) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(list + "\x00" + o.name))
	return h.Sum64()
}

// encodeCursor writes the place of a key in a list: version, mark of the list, then the key. A place outlives edits:
// the item need not exist any more when the client comes back.
func encodeCursor(mark uint64, key sortKey) string {
	raw := make([]byte, 0, 32+len(key.words)+len(key.id))
	raw = append(raw, 1)
	raw = binary.BigEndian.AppendUint64(raw, mark)
	if key.missing {
		raw = append(raw, 1)
	} else {
		raw = append(raw, 0)
	}
	raw = binary.AppendVarint(raw, key.number)
	raw = append(raw, byte(len(key.words)))
	raw = append(raw, key.words...)
	raw = append(raw, key.id...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// decodeCursor reads a cursor of the list that mark stands for. It refuses cursors of other lists and orders, and
// whatever encodeCursor would not have written.
func decodeCursor(field string, mark uint64, cursor string) (sortKey, error) {
	bad := fault.BadInput(field, "not a cursor of this server")
	if cursor == "" || len(cursor) > maxCursor {
		return sortKey{}, bad
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) < 12 || raw[0] != 1 || raw[9] > 1 {
		return sortKey{}, bad
	}
	if binary.BigEndian.Uint64(raw[1:9]) != mark {
		return sortKey{}, fault.BadInput(field, "a cursor of another list or another order")
	}
	key := sortKey{missing: raw[9] == 1}
	number, n := binary.Varint(raw[10:])
	if n <= 0 {
		return sortKey{}, bad
	}
	rest := raw[10+n:]
	if len(rest) < 1 || len(rest) < 1+int(rest[0]) {
		return sortKey{}, bad
	}
	key.number = number
	key.words, key.id = string(rest[1:1+int(rest[0])]), string(rest[1+int(rest[0]):])
	if encodeCursor(mark, key) != cursor {
		return sortKey{}, bad
	}
	return key, nil
}
