package graph

import (
	"testing"

	"rostrum/internal/catalogue"
	"rostrum/internal/limits"
)

// The walk prices and refuses pages before the catalogue cuts them: both must go by the same sizes, or a page costs what
// it does not hold, and what Query.limits publishes is refused.
func TestThePriceGoesByTheSizeOfThePage(t *testing.T) {
	if limits.DefaultPage != catalogue.DefaultPage {
		t.Errorf("a page of %d is priced as one of %d", catalogue.DefaultPage, limits.DefaultPage)
	}
	if limits.Default.PageSize != catalogue.MaxPage {
		t.Errorf("pages of %d are published, %d are given", limits.Default.PageSize, catalogue.MaxPage)
	}
}
