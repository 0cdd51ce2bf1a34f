package token

import (
	"encoding/base64"
	"encoding/json"
)

// JWKS gives the public keys whose tokens are taken, and the next one, as a JWK set (RFC 7517, RFC 8037), so that others
// can check tokens.
func (k *Keys) JWKS() []byte {
	type jwk struct {
		Type      string `json:"kty"`
		Curve     string `json:"crv"`
		Use       string `json:"use"`
		Algorithm string `json:"alg"`
		ID        string `json:"kid"`
		X         string `json:"x"`
	}
	all := []jwk{}
	now := k.now()
	for _, key := range k.current(fresh) {
		if !key.verifies(now) {
			continue
		}
		all = append(all, jwk{"OKP", "Ed25519", "sig", "EdDSA", key.ID, base64.RawURLEncoding.EncodeToString(key.Public())})
	}
	body, _ := json.Marshal(map[string]any{"keys": all}) // strings only: it cannot fail
	return body
}
