package mail

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Printer shows mails instead of sending them, as the demo does in the terminal.
type Printer struct {
	mu sync.Mutex
	w  io.Writer
}

// Print makes a sender that writes mails to w, one after the other.
func Print(w io.Writer) *Printer { return &Printer{w: w} }

// Send writes the mail.
func (p *Printer) Send(_ context.Context, m Mail) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := fmt.Fprintf(p.w, "\n---- mail to %s: %s\n\n%s----\n\n", m.To, m.Subject, m.Body)
	return err
}
