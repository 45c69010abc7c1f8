package models

// Node is any record that has a public id.
type Node interface{ IsNode() }

// Actor is whoever did something: a User or an APIToken.
type Actor interface{ IsActor() }

// MessageSender is whoever sent a message: a Contact or a User.
type MessageSender interface{ IsMessageSender() }

// Direction is which way a list runs.
type Direction string

// The directions.
const (
	Asc  Direction = "ASC"
	Desc Direction = "DESC"
)

// Nulls is where rows without a value stand in an order.
type Nulls string

// The places.
const (
	NullsFirst Nulls = "FIRST"
	NullsLast  Nulls = "LAST"
)
