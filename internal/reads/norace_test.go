//go:build !race

package reads_test

// documents is how many documents are compared.
const documents = 20_000
