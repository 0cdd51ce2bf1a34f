package token

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
)

// ServeHTTP answers with the public keys as a JWK set (RFC 7517, RFC 8037), so that others can check tokens.
func (k *Keys) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := k.set()
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Content-Type", "application/jwk-set+json")
	h.Set("Cache-Control", "public, max-age=30")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(body)
}

func (k *Keys) set() []byte {
	type jwk struct {
		Type      string `json:"kty"`
		Curve     string `json:"crv"`
		Use       string `json:"use"`
		Algorithm string `json:"alg"`
		ID        string `json:"kid"`
		X         string `json:"x"`
	}
	all := []jwk{}
	for _, key := range k.current(fresh) {
		all = append(all, jwk{"OKP", "Ed25519", "sig", "EdDSA", key.ID, base64.RawURLEncoding.EncodeToString(key.Public())})
	}
	body, _ := json.Marshal(map[string]any{"keys": all}) // strings only: it cannot fail
	return body
}
