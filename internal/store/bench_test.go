package store_test

import (
	"fmt"
	"testing"

	"rostrum/internal/catalogue"
	"rostrum/internal/pgtest"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// edition makes about as much as a real edition with its archive: 1,200 aggregates with some 6,000 rows below them.
func edition() catalogue.Rows {
	rows := storetest.Full()
	body, person, session, project := rows.Stakeholders[0], rows.People[0], rows.Sessions[0], rows.Projects[0]
	body.Accreditations, session.ParentID = nil, ""
	for i := range 280 {
		body.ID, person.ID = fmt.Sprintf("body-%03d", i+2), fmt.Sprintf("person-%03d", i+2)
		rows.Stakeholders, rows.People = append(rows.Stakeholders, body), append(rows.People, person)
		session.ID, session.Number = fmt.Sprintf("session-%03d", i+3), fmt.Sprint(1000+i)
		session.Organisers = []string{"body-1", body.ID}
		session.Participations = nil
		for j := range 5 {
			session.Participations = append(session.Participations, programme.Participation{
				PersonID: fmt.Sprintf("person-%03d", (i+j)%280+2), Role: programme.Speaker, Affiliations: []string{"body-1"},
			})
		}
		rows.Sessions = append(rows.Sessions, session)
		project.ID, project.Claims = fmt.Sprintf("project-%03d", i+2), []prize.Claim{project.Claims[0]}
		rows.Projects = append(rows.Projects, project)
	}
	return rows
}

func eachEngine(b *testing.B, f func(b *testing.B, fresh func() *store.Store)) {
	b.Run(store.PostgreSQL, func(b *testing.B) {
		f(b, func() *store.Store { return storetest.Open(b, pgtest.DSN(b)) })
	})
	b.Run(store.SQLite, func(b *testing.B) {
		f(b, func() *store.Store { return storetest.Open(b, storetest.SQLite(b)) })
	})
}

// BenchmarkSave is the first load of a database.
func BenchmarkSave(b *testing.B) {
	eachEngine(b, func(b *testing.B, fresh func() *store.Store) {
		rows := edition()
		for b.Loop() {
			b.StopTimer()
			s := fresh()
			b.StartTimer()
			save(b, s, rows)
		}
	})
}

// BenchmarkSaveAgain is an import that changes nothing.
func BenchmarkSaveAgain(b *testing.B) {
	eachEngine(b, func(b *testing.B, fresh func() *store.Store) {
		rows, s := edition(), fresh()
		save(b, s, rows)
		for b.Loop() {
			save(b, s, rows)
		}
	})
}

// BenchmarkLoad is a server's start.
func BenchmarkLoad(b *testing.B) {
	eachEngine(b, func(b *testing.B, fresh func() *store.Store) {
		s := fresh()
		save(b, s, edition())
		for b.Loop() {
			if _, err := s.Load(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func save(tb testing.TB, s *store.Store, rows catalogue.Rows) {
	tb.Helper()
	storetest.Save(tb, s, rows)
}
