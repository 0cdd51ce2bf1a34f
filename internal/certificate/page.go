package certificate

import (
	_ "embed"
	"html/template"
)

//go:embed page.html
var pageText string

//go:embed page.css
var style string

var page = template.Must(template.New("certificate").Parse(pageText))
