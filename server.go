// Kith is the contact store behind support and CRM applications: one GraphQL API over one PostgreSQL.
package main

import (
	"os"

	"kith/internal/app"
)

//go:generate go run github.com/99designs/gqlgen generate

func main() { os.Exit(app.Main()) }
