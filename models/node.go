package models

// Node is any record that has a public id.
type Node interface{ IsNode() }

// Actor is who made a change: a User or an APIToken.
type Actor interface{ IsActor() }

// MessageSender is who sent a message: a Contact, a User or a Bot.
type MessageSender interface{ IsMessageSender() }

// Direction is a sort direction.
type Direction string

// The directions.
const (
	Asc  Direction = "ASC"
	Desc Direction = "DESC"
)

// Nulls is where rows without a value are sorted.
type Nulls string

// The places.
const (
	NullsFirst Nulls = "FIRST"
	NullsLast  Nulls = "LAST"
)
