// Command racing prints a pattern of the tests of packages in which goroutines meet, for `go test -race -run`:
//
//	go run ./internal/racing internal/app
//
// Those are the tests that start a goroutine or interleave use cases, themselves or in a function of their package's tests that they
// call. It reads the source, so that a new test is among them without being named anywhere.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	names, err := racing(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "racing:", err)
		os.Exit(1)
	}
	fmt.Printf("^(%s)$\n", strings.Join(names, "|"))
}
