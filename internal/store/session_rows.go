package store

import (
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions"`

	ID                  string `bun:",pk"`
	ForumID             string
	Number              string    `bun:",nullzero"`
	Title               text.Text `bun:"type:jsonb,nullzero"`
	Abstract            text.Text `bun:"type:jsonb,nullzero"`
	Kind                string
	State               programme.State
	CancellationReason  text.Text      `bun:"type:jsonb,nullzero"`
	Day                 scalar.Date    `bun:",nullzero"`
	StartOnly           time.Time      `bun:",nullzero"`
	Mode                programme.Mode `bun:",nullzero"`
	Audience            programme.Audience
	Languages           []string          `bun:"type:jsonb,nullzero"`
	Interpretation      []string          `bun:"type:jsonb,nullzero"`
	Captioning          []string          `bun:"type:jsonb,nullzero"`
	OrganisersAsPrinted []string          `bun:"type:jsonb,nullzero"`
	SpeakersComplete    *bool             `bun:",nullzero"`
	ParentID            string            `bun:",nullzero"`
	Attendance          int               `bun:",nullzero"`
	PanelCountries      []string          `bun:"type:jsonb,nullzero"`
	URL                 string            `bun:"url,nullzero"`
	IsSample            bool              `bun:"is_sample"`
	Notes               []string          `bun:"type:jsonb,nullzero"`
	Sources             []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision            int64
}

type slotRow struct {
	bun.BaseModel `bun:"table:session_slots"`

	SessionID string
	Position  int
	StartsAt  time.Time
	EndsAt    time.Time
	Room      string `bun:",nullzero"`
}

type sessionTrackRow struct {
	bun.BaseModel `bun:"table:session_tracks"`

	SessionID string
	Position  int
	ForumID   string // so that the database knows that both are of one forum
	TrackID   string
}

type sessionLineRow struct {
	bun.BaseModel `bun:"table:session_action_lines"`

	SessionID  string
	Position   int
	ActionLine string
	Rationale  text.Text `bun:"type:jsonb,nullzero"`
}

type sessionGoalRow struct {
	bun.BaseModel `bun:"table:session_goals"`

	SessionID string
	Position  int
	Goal      int
	Rationale text.Text `bun:"type:jsonb,nullzero"`
}

type sessionOrganiserRow struct {
	bun.BaseModel `bun:"table:session_organisers"`

	SessionID     string
	Position      int
	StakeholderID string
}

type participationRow struct {
	bun.BaseModel `bun:"table:session_participations"`

	SessionID            string
	Position             int
	PersonID             string
	Role                 programme.Role
	Post                 string `bun:",nullzero"`
	AffiliationAsPrinted string `bun:",nullzero"`
	Country              string `bun:",nullzero"`
	Part                 string `bun:",nullzero"`
}

type affiliationRow struct {
	bun.BaseModel `bun:"table:session_affiliations"`

	SessionID     string
	Participation int // the position of the participation
	Position      int
	StakeholderID string
}

type agendaItemRow struct {
	bun.BaseModel `bun:"table:agenda_items"`

	SessionID string
	Position  int
	Title     text.Text `bun:"type:jsonb,nullzero"`
	StartsAt  time.Time `bun:",nullzero"`
	EndsAt    time.Time `bun:",nullzero"`
}

type agendaSpeakerRow struct {
	bun.BaseModel `bun:"table:agenda_speakers"`

	SessionID string
	Item      int // the position of the item
	Position  int
	PersonID  string
}

type documentRow struct {
	bun.BaseModel `bun:"table:documents"`

	SessionID string
	Position  int
	Title     text.Text `bun:"type:jsonb,nullzero"`
	URL       string    `bun:"url,nullzero"`
}

type recordingRow struct {
	bun.BaseModel `bun:"table:recordings"`

	SessionID string
	Position  int
	URL       string `bun:"url,nullzero"`
	Language  string `bun:",nullzero"`
	IsPublic  bool
}

type sessionNumberRow struct {
	bun.BaseModel `bun:"table:session_numbers"`

	ForumID   string
	Number    string
	SessionID string
}
