// Package models holds the vocabulary: rows, inputs and payloads of the API, errors, permissions, events, and the rules about one value.
// It is pure: nothing in it reaches a database or the network.
package models
