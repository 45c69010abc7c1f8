//go:build race

package reads_test

// documents is how many documents are compared; few, because the race detector looks at how, not at what is answered.
const documents = 1_000
