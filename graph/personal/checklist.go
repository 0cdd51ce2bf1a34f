package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/checklist"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// ChecklistItem is something that a contest lacks.
type ChecklistItem struct {
	view *catalogue.View
	item checklist.Item
}

// NewChecklistItem shows an item.
func NewChecklistItem(v *catalogue.View, i checklist.Item) ChecklistItem { return ChecklistItem{v, i} }

// Code tells what is missing.
func (i ChecklistItem) Code() checklist.Code { return i.item.Code }

// Message tells the same in words.
func (i ChecklistItem) Message() string { return i.item.Text }

// Phase gives the phase that lacks it.
func (i ChecklistItem) Phase() (prize.PhaseKind, bool) { return i.item.Phase, i.item.Phase != "" }

// IsBlocking tells whether it must not be missed.
func (i ChecklistItem) IsBlocking() bool { return i.item.IsBlocking }

// Category gives the category that it is about; nil where it is not about one. Fault: Unavailable where the catalogue is
// behind.
func (i ChecklistItem) Category() (*catalogue.Category, error) {
	if i.item.CategoryID == "" {
		return nil, nil
	}
	category, ok := i.view.CategoryByKey(i.item.CategoryID)
	if !ok {
		return nil, behind()
	}
	return &category, nil
}

// Before gives the instant by which it is needed, in a zone; UTC by default.
func (i ChecklistItem) Before(timeZone *scalar.TimeZone) (scalar.DateTime, bool) {
	at := i.item.Before
	if timeZone != nil {
		at = at.In(timeZone.Location())
	}
	return scalar.DateTime{Time: at}, !i.item.Before.IsZero()
}
