package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type projectRow struct {
	bun.BaseModel `bun:"table:projects"`

	ID                    string `bun:",pk"`
	ContestID             string
	CategoryID            string    `bun:",nullzero"`
	Title                 text.Text `bun:"type:jsonb,nullzero"`
	Description           text.Text `bun:"type:jsonb,nullzero"`
	OrganisationAsPrinted string    `bun:",nullzero"`
	Country               string    `bun:",nullzero"`
	IsSample              bool
	Notes                 []string          `bun:"type:jsonb,nullzero"`
	Sources               []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Outcome               prize.Outcome     `bun:",nullzero"`
	Story                 *prize.Story      `bun:"type:jsonb,nullzero"`
	Revision              int64
}

type ownerRow struct {
	bun.BaseModel `bun:"table:project_stakeholders"`

	ProjectID     string
	Position      int
	StakeholderID string
}

type partnerRow struct {
	bun.BaseModel `bun:"table:project_partners"`

	ProjectID     string
	Position      int
	StakeholderID string
}

type claimRow struct {
	bun.BaseModel `bun:"table:claims"`

	ProjectID  string
	Position   int
	Statement  prize.Statement
	AsReported string          `bun:",nullzero"`
	StatedOn   scalar.Date     `bun:",nullzero"`
	Source     taxonomy.Source `bun:"type:jsonb"`
	IsPublic   bool
}

type projectShelf struct {
	roots    []projectRow
	owners   []ownerRow
	partners []partnerRow
	claims   []claimRow
}

var projectKind = &kind[prize.Project]{
	entity:   changelog.Project,
	slot:     func(r *catalogue.Rows) *[]prize.Project { return &r.Projects },
	shelf:    func() shelf[prize.Project] { return &projectShelf{} },
	id:       func(p *prize.Project) string { return p.ID },
	revision: func(p *prize.Project) *int64 { return &p.Revision },
	forum:    forumOfProject,
	public:   publicProject,
	keep:     keepProject,
	guard:    guardProject,
}

// forumOfProject finds the edition by way of the contest.
func forumOfProject(ctx context.Context, tx *Tx, p *prize.Project) (forumID string, err error) {
	if forumID, ok := tx.forumOf[p.ContestID]; ok {
		return forumID, nil
	}
	err = tx.db.NewSelect().Table("contests").Column("forum_id").Where("id = ?", p.ContestID).Scan(ctx, &forumID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.BadInput("contest", "%s", dangling)
	}
	tx.forumOf[p.ContestID] = forumID
	return forumID, err
}

// publicProject gives what everybody may see of a project.
func publicProject(p prize.Project) (prize.Project, bool) {
	var open []prize.Claim
	for _, c := range p.Claims {
		if c.IsPublic {
			open = append(open, c)
		}
	}
	p.Claims = open
	return p, true
}

// keepProject keeps public what was public before, and what came of the project here.
func keepProject(old, given *prize.Project) {
	if given.Outcome == "" {
		given.Outcome = old.Outcome
	}
	if given.Story == nil {
		given.Story = old.Story
	}
	for i := range given.Claims {
		open := given.Claims[i]
		open.IsPublic = true
		if slices.Contains(old.Claims, open) {
			given.Claims[i] = open
		}
	}
}

func (s *projectShelf) tables() []table {
	return []table{
		{rows: &s.roots, key: "id"}, {rows: &s.owners, key: "project_id"}, {rows: &s.partners, key: "project_id"},
		{rows: &s.claims, key: "project_id", heldBack: true},
	}
}

func (s *projectShelf) add(p prize.Project) {
	s.roots = append(s.roots, projectRow{
		ID: p.ID, ContestID: p.ContestID, CategoryID: p.CategoryID, Title: p.Title, Description: p.Description,
		OrganisationAsPrinted: p.OrganisationAsPrinted, Country: p.Country, IsSample: p.IsSample, Notes: p.Notes,
		Sources: p.Sources, Outcome: p.Outcome, Story: p.Story, Revision: p.Revision,
	})
	for i, id := range p.Stakeholders {
		s.owners = append(s.owners, ownerRow{ProjectID: p.ID, Position: i, StakeholderID: id})
	}
	for i, id := range p.Partners {
		s.partners = append(s.partners, partnerRow{ProjectID: p.ID, Position: i, StakeholderID: id})
	}
	for i, c := range p.Claims {
		s.claims = append(s.claims, claimRow{
			ProjectID: p.ID, Position: i, Statement: c.Statement, AsReported: c.AsReported, StatedOn: c.StatedOn,
			Source: c.Source, IsPublic: c.IsPublic,
		})
	}
}

func (s *projectShelf) all() []prize.Project {
	all, places := make([]prize.Project, len(s.roots)), make(index, len(s.roots))
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = prize.Project{
			ID: r.ID, ContestID: r.ContestID, CategoryID: r.CategoryID, Title: r.Title, Description: r.Description,
			OrganisationAsPrinted: r.OrganisationAsPrinted, Country: r.Country, IsSample: r.IsSample, Notes: r.Notes,
			Sources: r.Sources, Outcome: r.Outcome, Story: r.Story, Revision: r.Revision,
		}
	}
	for _, r := range s.owners {
		if p := at(all, places, r.ProjectID); p != nil {
			p.Stakeholders = append(p.Stakeholders, r.StakeholderID)
		}
	}
	for _, r := range s.partners {
		if p := at(all, places, r.ProjectID); p != nil {
			p.Partners = append(p.Partners, r.StakeholderID)
		}
	}
	for _, r := range s.claims {
		if p := at(all, places, r.ProjectID); p != nil {
			p.Claims = append(p.Claims, prize.Claim{
				Statement: r.Statement, AsReported: r.AsReported, StatedOn: r.StatedOn, Source: r.Source, IsPublic: r.IsPublic,
			})
		}
	}
	return all
}

// EditProjects changes projects that are stored, each as it stands. Those that edit leaves as they are get no revision.
// Faults: as of Save.
func (tx *Tx) EditProjects(ctx context.Context, ids []string, edit func(*prize.Project)) error {
	for from := 0; from < len(ids); from += chunk {
		if err := publish(ctx, tx, projectKind, ids[from:min(from+chunk, len(ids))], edit); err != nil {
			return tx.fail(err)
		}
	}
	return nil
}
