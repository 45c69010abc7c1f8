// Package demo makes up an account's worth of believable data: people of many countries, the companies they work for, and what
// they wrote to the support of a maker of shop software.
//
// It is pure. Everything follows from the seed and the instant, ids included. Names, domains and phone numbers belong to nobody.
package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"kith/internal/crm"
	"kith/models"
)

// Options say which world to make.
type Options struct {
	AccountID int64
	Seed      uint64
	Contacts  int
	// Now is when the world ends; it began two years before.
	Now time.Time
}

// World is the data of an account, ready to be stored.
type World struct{ crm.Seed }

// String returns how many records of each kind there are.
func (w *World) String() string {
	return message.NewPrinter(language.English).Sprintf(
		"%d contacts and %d companies, %d conversations with %d messages, %d notes and %d ratings, handled by %d people in %d inboxes.",
		len(w.Contacts), len(w.Companies), len(w.Conversations), len(w.Messages), len(w.Notes), len(w.CsatResponses), len(w.Users),
		len(w.Inboxes))
}

const (
	day   = 24 * time.Hour
	years = 2 * 365 * day
)

// builder is a world in the making.
type builder struct {
	dice
	Options
	now       models.DateTime
	world     *World
	labels    map[string]models.LabelID
	companies []employer
	numbers   map[string]*numberPlan
	emails    map[string]bool
	providers []string
}

// Generate makes the world of the options; the same options make the same world.
func Generate(o Options) *World {
	b := &builder{dice: newDice(o.Seed), Options: o, now: models.At(o.Now), world: &World{}, labels: map[string]models.LabelID{},
		numbers: map[string]*numberPlan{}, emails: map[string]bool{}, providers: mailProviders[window(o.Seed)]}
	for _, c := range countries {
		b.numbers[c.code] = newNumberPlan(c, o.Seed)
	}
	b.addTeam()
	b.addLabels()
	b.addDefinitions()
	b.addCompanies()
	for range o.Contacts {
		b.addContact()
	}
	b.numberConversations()
	return b.world
}

// ago returns the instant that far back.
func (b *builder) ago(d time.Duration) models.DateTime { return models.At(b.now.Add(-d)) }

// past reports whether the instant is not after the end of the world.
func (b *builder) past(at models.DateTime) bool { return !at.After(b.now.Time) }

// within returns an instant of the time between two others.
func (b *builder) within(from, to models.DateTime) models.DateTime {
	return after(from, b.lasting(0, to.Sub(from.Time)))
}

func after(at models.DateTime, d time.Duration) models.DateTime { return models.At(at.Add(d)) }

func ptr[T any](v T) *T { return &v }

// orNil returns nil for a blank text.
func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// object returns a JSON object; its keys are sorted.
func object(of map[string]any) models.JSON {
	b, err := json.Marshal(of)
	check(err)
	return b
}

// check stops at a value that breaks a rule. The rules are those that clients are held to, and every value is from a table of
// this package: only a wrong table can break one.
func check(err error) {
	if err != nil {
		panic(fmt.Sprintf("demo: %v", err))
	}
}
