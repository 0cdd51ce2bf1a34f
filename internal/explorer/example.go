package explorer

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// Example is a request that gives data on a server with the forum of 2020: at once, or with an access token.
type Example struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	NeedsToken  bool           `json:"needsToken,omitempty"`
	Query       string         `json:"query"`
	Variables   map[string]any `json:"variables,omitempty"`
}

// needsToken begins the second line of an example that only somebody signed in gets data from. The line is part of the
// query, so that its reader sees it; what follows on it says whose token it takes.
const needsToken = "# Needs an access token"

// Examples gives the examples in the order in which the page shows them. Each is a file examples/*.graphql whose
// first line is a comment "# name: description"; its variables, where it has any, stand beside it in a .json file.
func Examples() []Example {
	names, err := fs.Glob(files, "examples/*.graphql") // sorted by name
	if err != nil {
		panic(fmt.Sprintf("explorer: %v", err))
	}
	examples := make([]Example, 0, len(names))
	for _, name := range names {
		e, err := readExample(name)
		if err != nil {
			panic(fmt.Sprintf("explorer: %s: %v", name, err)) // a file that was built in wrongly
		}
		examples = append(examples, e)
	}
	return examples
}

func readExample(name string) (Example, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return Example{}, err
	}
	first, query, _ := strings.Cut(string(body), "\n")
	title, description, ok := strings.Cut(strings.TrimPrefix(first, "# "), ": ")
	if !ok {
		return Example{}, fmt.Errorf("the first line is not \"# name: description\"")
	}
	e := Example{Name: title, Description: description, Query: query, NeedsToken: strings.HasPrefix(query, needsToken)}
	variables, err := fs.ReadFile(files, strings.TrimSuffix(name, ".graphql")+".json")
	if err != nil {
		return e, nil // an example without variables
	}
	return e, json.Unmarshal(variables, &e.Variables)
}
