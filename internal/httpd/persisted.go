package httpd

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"rostrum/internal/fault"
)

// persisted is the store of automatic persisted queries: a client sends the hash of a document, and the document itself
// only where the hash is unknown. It keeps 8 MiB of documents that were valid and are keepable.
type persisted struct{ cache *lru[string] }

const persistedBytes = 8 << 20

func newPersisted() *persisted { return &persisted{newLRU[string](persistedBytes)} }

// find gives the document of a request, and the hash under which keep should store it once it has proved valid; the hash
// is empty where the request names none or the document is stored already.
func (p *persisted) find(q request) (query, hash string, err error) {
	extension, given := q.extensions["persistedQuery"]
	if !given || extension == nil {
		if q.query == "" {
			return "", "", bad("query must be given")
		}
		return q.query, "", nil
	}
	hash, err = readHash(extension)
	if err != nil {
		return "", "", err
	}
	if q.query == "" {
		query, ok := p.cache.get(hash)
		if !ok {
			// The text is part of the protocol: clients compare it.
			return "", "", fault.New(fault.PersistedQueryNotFound, "PersistedQueryNotFound")
		}
		return query, "", nil
	}
	sum := sha256.Sum256([]byte(q.query))
	if hex.EncodeToString(sum[:]) != hash {
		return "", "", bad("extensions.persistedQuery.sha256Hash is not the hash of query")
	}
	return q.query, hash, nil
}

func (p *persisted) keep(hash, query string) {
	if hash != "" {
		p.cache.add(hash, query, 256+len(query)+len(hash))
	}
}

func readHash(extension any) (string, error) {
	members, ok := extension.(map[string]any)
	if !ok {
		return "", bad("extensions.persistedQuery must be an object")
	}
	if version, ok := members["version"].(json.Number); !ok || version != "1" {
		return "", bad("extensions.persistedQuery.version must be 1")
	}
	hash, ok := members["sha256Hash"].(string)
	if raw, err := hex.DecodeString(hash); !ok || err != nil || len(raw) != sha256.Size {
		return "", bad("extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits")
	} else {
		return hex.EncodeToString(raw), nil
	}
}
