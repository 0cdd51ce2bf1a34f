package store

import (
	"context"
	"slices"

	"rostrum/internal/prize"
	"rostrum/internal/programme"
)

// ClaimKey names a claim of a project by its content: if it changes, it is another claim.
type ClaimKey struct {
	ProjectID string
	Claim     prize.Claim
}

// RecordingKey names a recording of a session by its content.
type RecordingKey struct {
	SessionID string
	Recording programme.Recording
}

// HeldClaim is a claim that is not public yet, with what decides when it may be.
type HeldClaim struct {
	Key     ClaimKey
	Contest prize.Contest
	Forum   programme.Forum
}

// HeldRecording is a recording that is not public yet, with what decides when it may be.
type HeldRecording struct {
	Key     RecordingKey
	Session programme.Session
	Forum   programme.Forum
}

// Held is what is held back in aggregates that are public themselves.
type Held struct {
	Claims     []HeldClaim
	Recordings []HeldRecording
}

// HeldBack gives everything that is held back. The projects and sessions stay as they are until the transaction ends.
// Fault: Unavailable.
func (tx *Tx) HeldBack(ctx context.Context) (Held, error) {
	held, err := tx.heldBack(ctx)
	return held, tx.fail(err)
}

func (tx *Tx) heldBack(ctx context.Context) (held Held, err error) {
	projects, err := idsOf(ctx, tx, "SELECT DISTINCT project_id FROM claims WHERE NOT is_public ORDER BY project_id")
	if err != nil {
		return held, err
	}
	sessions, err := idsOf(ctx, tx, "SELECT DISTINCT session_id FROM recordings WHERE NOT is_public ORDER BY session_id")
	if err != nil || len(projects)+len(sessions) == 0 {
		return held, err
	}
	forums, err := tx.forums(ctx)
	if err != nil {
		return held, err
	}
	if held.Claims, err = tx.heldClaims(ctx, projects, forums); err != nil {
		return held, err
	}
	held.Recordings, err = tx.heldRecordings(ctx, sessions, forums)
	return held, err
}

func idsOf(ctx context.Context, tx *Tx, query string) (ids []string, err error) {
	err = tx.db.NewRaw(query).Scan(ctx, &ids)
	return ids, err
}

func (tx *Tx) forums(ctx context.Context) (map[string]programme.Forum, error) {
	all, err := forumKind.load(ctx, tx.db, which{})
	byID := make(map[string]programme.Forum, len(all))
	for _, f := range all {
		byID[f.ID] = f
	}
	return byID, err
}

func (tx *Tx) heldClaims(ctx context.Context, ids []string, forums map[string]programme.Forum) (held []HeldClaim, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	contests, err := contestKind.load(ctx, tx.db, which{})
	if err != nil {
		return nil, err
	}
	byID := make(map[string]prize.Contest, len(contests))
	for _, c := range contests {
		byID[c.ID] = c
	}
	projects, err := projectKind.load(ctx, tx.db, which{ids: ids, lock: tx.store.engine.forUpdate()})
	for _, p := range projects {
		for _, c := range p.Claims {
			if !c.IsPublic {
				contest := byID[p.ContestID]
				held = append(held, HeldClaim{Key: ClaimKey{p.ID, c}, Contest: contest, Forum: forums[contest.ForumID]})
			}
		}
	}
	return held, err
}

func (tx *Tx) heldRecordings(ctx context.Context, ids []string, forums map[string]programme.Forum) (held []HeldRecording, err error) {
	sessions, err := sessionKind.load(ctx, tx.db, which{ids: append([]string{}, ids...), public: false, lock: tx.store.engine.forUpdate()})
	for _, s := range sessions {
		if _, isPublic := publicSession(s); !isPublic {
			continue
		}
		for _, r := range s.Recordings {
			if !r.IsPublic {
				held = append(held, HeldRecording{Key: RecordingKey{s.ID, r}, Session: s, Forum: forums[s.ForumID]})
			}
		}
	}
	return held, err
}

// Publish makes claims and recordings public. Those that are gone, or changed since they were looked at, are passed
// over. Fault: Unavailable.
func (tx *Tx) Publish(ctx context.Context, claims []ClaimKey, recordings []RecordingKey) error {
	if err := publish(ctx, tx, projectKind, projectsOf(claims), func(p *prize.Project) {
		for i, c := range p.Claims {
			if slices.Contains(claims, ClaimKey{p.ID, c}) {
				p.Claims[i].IsPublic = true
			}
		}
	}); err != nil {
		return tx.fail(err)
	}
	return tx.fail(publish(ctx, tx, sessionKind, sessionsOf(recordings), func(s *programme.Session) {
		for i, r := range s.Recordings {
			if slices.Contains(recordings, RecordingKey{s.ID, r}) {
				s.Recordings[i].IsPublic = true
			}
		}
	}))
}

// publish lets open act on aggregates and stores what became of them.
func publish[A any](ctx context.Context, tx *Tx, k *kind[A], ids []string, open func(*A)) error {
	stored, err := k.load(ctx, tx.db, which{ids: ids, lock: tx.store.engine.forUpdate()})
	if err != nil {
		return err
	}
	var edits []edit[A]
	for i := range stored {
		e := edit[A]{old: &stored[i], given: canonical(stored[i])}
		open(&e.given)
		if k.settle(&e) {
			edits = append(edits, e)
		}
	}
	return k.apply(ctx, tx, edits)
}

func projectsOf(keys []ClaimKey) []string {
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = k.ProjectID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func sessionsOf(keys []RecordingKey) []string {
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = k.SessionID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
