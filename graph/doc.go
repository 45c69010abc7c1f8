// Package graph is the executable schema: gqlgen generates it from graph/schema. Only this comment is written by hand.
package graph
