package intake

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
)

// tableOf gives the aggregates of rows by what names them.
func tableOf(rows catalogue.Rows) map[catalogue.Ref]any {
	table := map[catalogue.Ref]any{}
	fill(table, changelog.Country, rows.Countries, func(v taxonomy.Country) string { return v.Code })
	fill(table, changelog.Kind, rows.Kinds, func(v taxonomy.Kind) string { return v.Code })
	fill(table, changelog.ActionLine, rows.ActionLines, func(v taxonomy.ActionLine) string { return v.ID })
	fill(table, changelog.Goal, rows.Goals, func(v taxonomy.Goal) string { return v.ID })
	fill(table, changelog.Matrix, rows.Matrices, func(v taxonomy.Matrix) string { return v.Version })
	fill(table, changelog.Stakeholder, rows.Stakeholders, func(v people.Stakeholder) string { return v.ID })
	fill(table, changelog.Person, rows.People, func(v people.Person) string { return v.ID })
	fill(table, changelog.Forum, rows.Forums, func(v programme.Forum) string { return v.ID })
	fill(table, changelog.Session, rows.Sessions, func(v programme.Session) string { return v.ID })
	fill(table, changelog.Contest, rows.Contests, func(v prize.Contest) string { return v.ID })
	fill(table, changelog.Project, rows.Projects, func(v prize.Project) string { return v.ID })
	return table
}

func fill[T any](table map[catalogue.Ref]any, entity changelog.Entity, rows []T, id func(T) string) {
	for _, v := range rows {
		table[catalogue.Ref{Entity: entity, ID: id(v)}] = v
	}
}

// addTo puts an aggregate into rows.
func addTo(rows *catalogue.Rows, value any) {
	switch v := value.(type) {
	case taxonomy.Country:
		rows.Countries = append(rows.Countries, v)
	case taxonomy.Kind:
		rows.Kinds = append(rows.Kinds, v)
	case taxonomy.ActionLine:
		rows.ActionLines = append(rows.ActionLines, v)
	case taxonomy.Goal:
		rows.Goals = append(rows.Goals, v)
	case taxonomy.Matrix:
		rows.Matrices = append(rows.Matrices, v)
	case people.Stakeholder:
		rows.Stakeholders = append(rows.Stakeholders, v)
	case people.Person:
		rows.People = append(rows.People, v)
	case programme.Forum:
		rows.Forums = append(rows.Forums, v)
	case programme.Session:
		rows.Sessions = append(rows.Sessions, v)
	case prize.Contest:
		rows.Contests = append(rows.Contests, v)
	case prize.Project:
		rows.Projects = append(rows.Projects, v)
	}
}
