package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/vektah/gqlparser/v2/formatter"

	"kith/graph"
)

// sdlFile is the whole schema as one document, in the order of the types' names. .ci/run schema compares it with that of the last release.
const sdlFile = "graph/schema.graphql"

// sdl returns the schema as the server validates with it.
func sdl() []byte {
	var b bytes.Buffer
	b.WriteString("# Made by go generate ./internal/docgen from graph/schema/*.graphqls.\n\n")
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(graph.NewExecutableSchema(graph.Config{}).Schema())
	return b.Bytes()
}

func writeSDL() error { return os.WriteFile(filepath.Join(root, sdlFile), sdl(), 0o644) }
