package graph

import (
	"context"
	"net/netip"

	"rostrum/graph/model"
	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/scalar"
)

// Signing is how people come in and go out. Its errors are faults and *account.Refusal.
type Signing interface {
	RequestSignInCode(ctx context.Context, email, language string, client netip.Addr) (challenge string, err error)
	SignIn(ctx context.Context, challenge, code string, client netip.Addr) (account.Tokens, error)
	Refresh(ctx context.Context, refreshToken string) (account.Tokens, error)
	SignOut(ctx context.Context, p auth.Principal, everywhere bool) error
}

// RequestSignInCode sends a code.
func (m mutation) RequestSignInCode(ctx context.Context, input model.RequestSignInCodeInput) (model.RequestSignInCodePayload, error) {
	challenge, err := m.Accounts.RequestSignInCode(ctx, input.Email, languageOf(ctx, input.Language), clientOf(ctx))
	userErrors, err := mend(err)
	return model.RequestSignInCodePayload{Challenge: challenge, UserErrors: userErrors}, err
}

// languageOf gives the language to write mail in: the one that was named, else the one that the reader wants to be
// answered in.
func languageOf(ctx context.Context, named *scalar.LanguageTag) string {
	if named != nil {
		return string(*named)
	}
	if tag, err := scalar.ParseLanguageTag(view(ctx).Language()); err == nil {
		return string(tag)
	}
	return "en"
}

// SignIn exchanges a code for tokens.
func (m mutation) SignIn(ctx context.Context, input model.SignInInput) (model.SignInPayload, error) {
	tokens, err := m.Accounts.SignIn(ctx, input.Challenge, input.Code, clientOf(ctx))
	userErrors, err := mend(err)
	return model.SignInPayload{Tokens: tokensOf(tokens), UserErrors: userErrors}, err
}

// RefreshTokens exchanges a refresh token for new tokens.
func (m mutation) RefreshTokens(ctx context.Context, input model.RefreshTokensInput) (model.RefreshTokensPayload, error) {
	tokens, err := m.Accounts.Refresh(ctx, input.RefreshToken)
	userErrors, err := mend(err)
	return model.RefreshTokensPayload{Tokens: tokensOf(tokens), UserErrors: userErrors}, err
}

func tokensOf(t account.Tokens) *model.Tokens {
	if t.AccessToken == "" {
		return nil
	}
	return &model.Tokens{AccessToken: t.AccessToken, RefreshToken: t.RefreshToken, ExpiresAt: scalar.DateTime{Time: t.ExpiresAt}}
}

// SignOut ends this session, or all.
func (m mutation) SignOut(ctx context.Context, input model.SignOutInput) (model.SignOutPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.SignOutPayload{}, err
	}
	userErrors, err := mend(m.Accounts.SignOut(ctx, p, input.Everywhere))
	return model.SignOutPayload{UserErrors: userErrors}, err
}
