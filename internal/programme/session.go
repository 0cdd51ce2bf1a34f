package programme

import (
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// State is where a session stands in the making of the programme. What the public sees of it in time is its Status.
type State string

// The states of a session. Drafts and withdrawn sessions are seen by nobody outside; a cancelled one stays visible.
const (
	Draft     State = "DRAFT"
	Published State = "PUBLISHED"
	Cancelled State = "CANCELLED"
	Withdrawn State = "WITHDRAWN"
)

// Audience is who may take part in a session.
type Audience string

// The audiences.
const (
	Open       Audience = "OPEN"
	Registered Audience = "REGISTERED"
	Invited    Audience = "INVITED"
	Members    Audience = "MEMBERS"
	Press      Audience = "MEDIA"
)

// Session is a session of the programme.
type Session struct {
	ID                  string            `json:"id"`
	ForumID             string            `json:"forum"`
	Number              string            `json:"number,omitempty"`
	Title               text.Text         `json:"title"`
	Abstract            text.Text         `json:"abstract,omitempty"`
	Kind                string            `json:"kind"` // code
	State               State             `json:"state"`
	CancellationReason  text.Text         `json:"cancellationReason,omitempty"`
	Day                 scalar.Date       `json:"day,omitempty"`      // where only the day is known; empty where Slots or Start say it
	StartOnly           scalar.DateTime   `json:"startOnly,omitzero"` // archive: a start whose end no source gives; Slots is empty then
	Slots               []Slot            `json:"slots,omitempty"`    // by start
	Mode                Mode              `json:"mode,omitempty"`
	Audience            Audience          `json:"audience"`
	Languages           []string          `json:"languages,omitempty"`
	Interpretation      []string          `json:"interpretation,omitempty"`
	Captioning          []string          `json:"captioning,omitempty"`
	Tracks              []string          `json:"tracks,omitempty"` // track ids of the same forum
	ActionLines         []LineLink        `json:"actionLines,omitempty"`
	Goals               []GoalLink        `json:"goals,omitempty"`
	Organisers          []string          `json:"organisers,omitempty"` // stakeholder ids, the first one first
	OrganisersAsPrinted []string          `json:"organisersAsPrinted,omitempty"`
	Participations      []Participation   `json:"participations,omitempty"`
	SpeakersComplete    *bool             `json:"speakersComplete,omitempty"`
	Agenda              []AgendaItem      `json:"agenda,omitempty"`
	ParentID            string            `json:"parent,omitempty"`
	Documents           []Document        `json:"documents,omitempty"`
	Recordings          []Recording       `json:"recordings,omitempty"`
	Attendance          int               `json:"attendance,omitempty"`
	PanelCountries      []string          `json:"panelCountries,omitempty"`
	URL                 string            `json:"url,omitempty"`
	IsSample            bool              `json:"isSample,omitempty"`
	Notes               []string          `json:"notes,omitempty"`
	Sources             []taxonomy.Source `json:"sources,omitempty"`
	Revision            int64             `json:"-"`
}

// Slot is a stretch of time in which a session is on: from StartsAt up to, but without, EndsAt. Both are UTC.
type Slot struct {
	StartsAt scalar.DateTime `json:"startsAt"`
	EndsAt   scalar.DateTime `json:"endsAt"`
	Room     string          `json:"room,omitempty"`
}

// LineLink is that a session works on an Action Line.
type LineLink struct {
	ActionLine string    `json:"actionLine"` // code; C7 alone stands for the whole group
	Rationale  text.Text `json:"rationale,omitempty"`
}

// GoalLink is that a session works on a goal.
type GoalLink struct {
	Goal      int       `json:"goal"`
	Rationale text.Text `json:"rationale,omitempty"`
}

// Role is the role of a person in a session.
type Role string

// The roles.
const (
	Speaker    Role = "SPEAKER"
	Moderator  Role = "MODERATOR"
	Panellist  Role = "PANELLIST"
	Keynote    Role = "KEYNOTE"
	Rapporteur Role = "RAPPORTEUR"
	Chair      Role = "CHAIR"
)

// Participation is what a person does in a session.
type Participation struct {
	PersonID             string   `json:"person"`
	Role                 Role     `json:"role"`
	Position             string   `json:"position,omitempty"`
	Affiliations         []string `json:"affiliations,omitempty"` // stakeholder ids
	AffiliationAsPrinted string   `json:"affiliationAsPrinted,omitempty"`
	Country              string   `json:"country,omitempty"`
	Part                 string   `json:"part,omitempty"`
}

// AgendaItem is a point of a session's agenda.
type AgendaItem struct {
	Title    text.Text       `json:"title"`
	StartsAt scalar.DateTime `json:"startsAt,omitzero"`
	EndsAt   scalar.DateTime `json:"endsAt,omitzero"`
	Speakers []string        `json:"speakers,omitempty"` // person ids
}

// Document is a paper or slides.
type Document struct {
	Title text.Text `json:"title"`
	URL   string    `json:"url,omitempty"`
}

// Recording is a recording of a session. It is held back until the session's end and made public by a commit:
// IsPublic is set by the runner, never by an import.
type Recording struct {
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	IsPublic bool   `json:"-"`
}
