package httpd

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
	"rostrum/internal/text"
)

// graph is the handler of /graphql: it reads a request, lets it pass the limits, and has gqlgen run it.
type graph struct {
	cfg       Config
	exec      *executor.Executor
	documents *documents
	persisted *persisted
	presenter presenter
	gate      *gate
	lines     *lines
}

func newGraph(cfg Config) *graph {
	g := &graph{
		cfg:       cfg,
		exec:      executor.New(cfg.Schema),
		documents: newDocuments(cfg.Schema.Schema(), cfg.Limits),
		persisted: newPersisted(),
		presenter: presenter{cfg.Log},
		gate:      newGate(cfg.MaxRunning),
		lines:     newLines(cfg.MaxRunning),
	}
	g.exec.SetErrorPresenter(g.presenter.present)
	g.exec.SetRecoverFunc(g.presenter.recovered)
	return g
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	isGet := r.Method == http.MethodGet || r.Method == http.MethodHead
	want := choose(r.Header, isGet)
	switch {
	case r.Method == http.MethodOptions:
		allow(w, http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions)
		w.WriteHeader(http.StatusNoContent)
		return
	case want == html:
		g.cfg.Explorer.ServeHTTP(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), g.cfg.RequestTimeout)
	defer cancel()
	a := g.answer(ctx, w, r.WithContext(ctx), want)
	if errors.Is(r.Context().Err(), context.Canceled) {
		traceOf(ctx).gone = true
		return // the client left, there is nobody to answer
	}
	a.write(w, r)
}

// answer works out the answer, whatever happens.
func (g *graph) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, want media) (a *answer) {
	defer func() {
		if v := recover(); v != nil {
			a = g.failure(ctx, g.presenter.recovered(ctx, v), want)
		}
	}()
	if want == unacceptable {
		return g.failure(ctx, refuse(http.StatusNotAcceptable, "Accept must allow application/graphql-response+json or application/json"), plainJSON)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost {
		return g.failure(ctx, notAllowed("GET, HEAD, POST, OPTIONS", "the method must be GET or POST"), want)
	}
	ctx, known, err := g.authenticate(ctx, r.Header)
	if err != nil {
		return g.failure(ctx, err, want)
	}
	req, err := readRequest(w, r, g.cfg.Limits)
	if err != nil {
		return g.failure(ctx, err, want)
	}
	if err := g.waitFor(ctx, r.Header); err != nil {
		return g.failure(ctx, err, want)
	}
	part, err := g.lines.enter(ctx, g.cfg.Account(ctx))
	if err != nil {
		return g.failure(ctx, err, want)
	}
	defer part()
	// From here on a request costs processor time, so it waits for its turn: after the waits that cost nothing, which
	// would let a few slow clients take every turn.
	leave, err := g.gate.enter(ctx, 0)
	if err != nil {
		return g.failure(ctx, err, want)
	}
	op, err := g.prepareAndLeave(ctx, r, req, leave)
	if err != nil {
		return g.failure(ctx, err, want)
	}
	if ctx, err = g.admit(ctx, op, known); err != nil {
		return g.failure(ctx, err, want)
	}
	if leave, err = g.gate.enter(ctx, roomFor(op.cost, g.cfg.Limits.Cost)); err != nil {
		return g.failure(ctx, err, want)
	}
	defer leave()
	response, err := g.run(ctx, r, op)
	if err != nil {
		return g.failure(ctx, err, want)
	}
	return g.success(response, want, cacheability(r, op, known))
}

// authenticate reads the Authorization header. A token that is not good is refused, never taken for no token.
func (g *graph) authenticate(ctx context.Context, h http.Header) (_ context.Context, known bool, err error) {
	lines := h.Values("Authorization")
	if len(lines) == 0 {
		return ctx, false, nil
	}
	scheme, token, _ := strings.Cut(lines[0], " ")
	if len(lines) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return ctx, false, fault.New(fault.Unauthenticated, "Authorization must be Bearer and a token")
	}
	inner, err := g.cfg.Authenticate(ctx, strings.TrimSpace(token))
	if err != nil {
		return ctx, false, err
	}
	return inner, true, nil
}

// operation is what is ready to run.
type operation struct {
	context    *graphql.OperationContext
	cost       int
	readsClock bool
	personal   bool
	needs      limits.Needs
}

// prepareAndLeave prepares and gives its turn back, also where preparing fails or panics: how much room the
// operation needs is known only then, and those who wait for room must not keep the turns of those who need none.
func (g *graph) prepareAndLeave(ctx context.Context, r *http.Request, req request, leave func()) (*operation, error) {
	defer leave()
	return g.prepare(ctx, r, req)
}

// prepare brings a request to the point where it may run, and refuses it before anything was done for it.
func (g *graph) prepare(ctx context.Context, r *http.Request, req request) (*operation, error) {
	query, hash, err := g.persisted.find(req)
	if err != nil {
		return nil, err
	}
	doc, err := g.documents.get(query)
	if err != nil {
		return nil, err
	}
	if keepable(doc) {
		g.persisted.keep(hash, query)
	}
	op := doc.Operations.ForName(req.operation)
	if op == nil {
		return nil, fault.BadInput("operationName", "must name one of the operations in the document")
	}
	traceOf(ctx).operation = string(op.Operation)
	switch {
	case op.Operation == ast.Subscription:
		return nil, fault.New(fault.BadUserInput, "a subscription cannot be answered in one response")
	case op.Operation != ast.Query && r.Method != http.MethodPost:
		return nil, notAllowed("POST", "a mutation must be sent by POST")
	}
	variables, err := coerce(g.documents.schema, op, req.variables)
	if err != nil {
		return nil, err
	}
	verdict, err := g.cfg.Table.Check(g.cfg.Limits, doc, op, variables)
	if err != nil {
		return nil, err
	}
	now := graphql.Now()
	return &operation{
		cost:       verdict.Cost,
		readsClock: verdict.ReadsClock,
		personal:   verdict.Personal,
		needs:      verdict.Needs,
		context: &graphql.OperationContext{
			RawQuery: query, OperationName: req.operation, Doc: doc, Operation: op,
			Variables: variables, Extensions: req.extensions, Headers: r.Header,
			RecoverFunc:            g.presenter.recovered,
			ResolverMiddleware:     resolve,
			RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
			Stats:                  graphql.Stats{OperationStart: now, Validation: graphql.TraceTiming{End: now}},
		},
	}, nil
}

// errStopped stands for every field that was not resolved because the request is over.
var errStopped = errors.New("the request is over")

// resolve resolves a field. Nothing that the catalogue answers waits, so no field looks at the deadline by itself, and
// without this an operation would go on long after its client has left.
func resolve(ctx context.Context, next graphql.Resolver) (any, error) {
	if ctx.Err() != nil {
		return nil, errStopped
	}
	return next(ctx)
}

// run executes an operation over one view of the catalogue.
func (g *graph) run(ctx context.Context, r *http.Request, op *operation) (*graphql.Response, error) {
	want := text.ParseAcceptLanguage(strings.Join(r.Header.Values("Accept-Language"), ","))
	client := clientOf(r, g.cfg.TrustedProxies)
	next, ctx := g.exec.DispatchOperation(g.cfg.View(ctx, want, client), op.context)
	response := next(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err // what was computed may lack what was cut off
	}
	if response == nil {
		return nil, errors.New("the executor gave no response")
	}
	return response, nil
}

// maxWait is how long a request waits for the change log to arrive here.
const maxWait = time.Second

// waitFor lets a client read what it has written, on whichever server it meets.
func (g *graph) waitFor(ctx context.Context, h http.Header) error {
	lines := h.Values("X-Rostrum-After")
	if len(lines) == 0 {
		return nil
	}
	seq, err := strconv.ParseUint(lines[0], 10, 63)
	if err != nil || len(lines) > 1 {
		return &refusal{status: http.StatusBadRequest, fault: fault.BadInput("X-Rostrum-After", "must be a sequence, a whole number of 0 or more")}
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	err = g.cfg.WaitFor(ctx, int64(seq))
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "X-Rostrum-After: this server has not reached the sequence within %v", maxWait)
	}
	return err
}

func notAllowed(methods, format string) error {
	return &refusal{status: http.StatusMethodNotAllowed, allow: methods, fault: fault.New(fault.BadUserInput, "%s", format)}
}

// success makes the answer of an operation that ran. Errors in it say that nothing may keep it.
func (g *graph) success(response *graphql.Response, want media, cache caching) *answer {
	if len(response.Errors) > 0 {
		cache = caching{}
	}
	a := &answer{status: http.StatusOK, media: want, caching: cache, data: response.Data, errors: bound(response.Errors)}
	code := codeOf(response.Errors)
	switch {
	case response.Data == nil:
		a.status = statusOf(code, want)
		a.askBack(code)
	case len(response.Errors) > 0 && string(response.Data) == "null" && saysTheStatus(code):
		// Nothing came of it, and what must happen before it is tried again is known to whatever stands between as well.
		a.status = statusOf(code, want)
		a.askBack(code)
	}
	return a
}

// saysTheStatus tells whether a fault is one for its status also where the operation had begun.
func saysTheStatus(code fault.Code) bool {
	return code == fault.Unauthenticated || code == fault.Forbidden || code == fault.RateLimited || code == fault.Unavailable
}

// failure makes the answer of a request that did not run.
func (g *graph) failure(ctx context.Context, err error, want media) *answer {
	list := g.presenter.request(ctx, err)
	code := codeOf(list)
	a := &answer{status: statusOf(code, want), media: want, errors: list}
	if r, ok := errors.AsType[*refusal](err); ok {
		a.status, a.allow = r.status, r.allow
	}
	a.askBack(code)
	return a
}

// askBack tells a client when to try again, where that may help.
func (a *answer) askBack(code fault.Code) {
	if code == fault.Unavailable || code == fault.RateLimited {
		a.retryAfter = "1"
	}
}

func codeOf(list gqlerror.List) fault.Code {
	if len(list) > 0 {
		if code, ok := list[0].Extensions["code"].(fault.Code); ok {
			return code
		}
	}
	return fault.Internal
}
