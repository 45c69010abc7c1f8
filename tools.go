//go:build tools

package main

// The code generator is a dependency like any other: its version stands in go.mod.
import _ "github.com/99designs/gqlgen"
