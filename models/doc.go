// Package models defines the domain types: rows, inputs and payloads of the API, errors, permissions, events, and the rules about single
// values. It is pure: nothing in it accesses a database or the network.
package models
