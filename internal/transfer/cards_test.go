package transfer_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// exampleCards returns the cards of a file of examples, each as a file of its own.
func exampleCards(t *testing.T, name string) (cards []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "sheet", "testdata", "cards", name))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".json" {
		var all []json.RawMessage
		if err := json.Unmarshal(content, &all); err != nil {
			t.Fatal(err)
		}
		for _, card := range all {
			cards = append(cards, string(card))
		}
		return cards
	}
	depth, begun := 0, 0
	lines := strings.SplitAfter(string(content), "\n")
	for i, line := range lines {
		switch strings.ToUpper(strings.TrimSpace(line)) {
		case "BEGIN:VCARD":
			depth++
		case "END:VCARD":
			if depth--; depth == 0 {
				cards = append(cards, strings.Join(lines[begun:i+1], ""))
				begun = i + 1
			}
		}
	}
	return cards
}

// propertiesOf returns the properties of a vCard as lines, with their groups, and with parameters and their values in one order. VERSION,
// which is that of the file, is left out.
func propertiesOf(card string) (all []string) {
	card = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(card)
	for line := range strings.Lines(card) {
		head, value := cutAt(strings.TrimRight(line, "\r\n"), ':')
		var params []string
		name, rest := cutAt(head, ';')
		for rest != "" {
			var one string
			one, rest = cutAt(rest, ';')
			key, text, found := strings.Cut(one, "=")
			if !found {
				key, text = "TYPE", one
			}
			for value := range strings.SplitSeq(text, ",") {
				params = append(params, strings.ToUpper(key)+"="+strings.Trim(value, `"`))
			}
		}
		slices.Sort(params)
		if name = strings.ToUpper(name); name != "" && name != "BEGIN" && name != "END" && name != "VERSION" {
			all = append(all, strings.Join(append([]string{name}, params...), ";")+":"+value)
		}
	}
	return all
}

// cutAt cuts a text at the first separator that is not within quotes.
func cutAt(s string, separator byte) (before, after string) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// lostOfCard returns the properties that one card has and another one lacks, or has otherwise.
func lostOfCard(t *testing.T, format models.ExportFormat, card, again string) (lost []string) {
	t.Helper()
	if format == models.ExportVCard {
		has := propertiesOf(again)
		return slices.DeleteFunc(propertiesOf(card), func(p string) bool {
			at := slices.Index(has, p)
			if at >= 0 {
				has = slices.Delete(has, at, at+1)
			}
			return at >= 0
		})
	}
	var was map[string]any
	var is []map[string]any
	if err := json.Unmarshal([]byte(card), &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(again), &is); err != nil || len(is) != 1 {
		t.Fatal(err, again)
	}
	for name, value := range was {
		if !reflect.DeepEqual(is[0][name], value) {
			lost = append(lost, name)
		}
	}
	return lost
}

// TestExamplesOfCards imports cards like the examples of RFC 2426, 6350, 9553, 9554 and 9555, each into an account without contacts, and
// exports them in their format: no property, parameter or group is lost. Importing the card and the export once more changes nothing and
// doubles nobody who has a key.
func TestExamplesOfCards(t *testing.T) {
	t.Parallel()
	for name, format := range map[string]models.ExportFormat{"rfc2426.vcf": models.ExportVCard, "rfc6350.vcf": models.ExportVCard,
		"rfc9554.vcf": models.ExportVCard, "rfc9555.vcf": models.ExportVCard,
		"rfc9553.json": models.ExportJSContact, "rfc9555.json": models.ExportJSContact} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			for n, card := range exampleCards(t, name) {
				for _, table := range []string{"duplicate_queue", "contact_labels", "contact_points", "contacts"} {
					w.Exec(t, "DELETE FROM "+table)
				}
				bring := func(file string) *models.Job {
					job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), commandDefaults(name, []byte(file)))
					return do(t, w, job, err)
				}
				if done := bring(card); done.Created != 1 {
					t.Fatalf("card %d: %s\n%s\n%s", n+1, counts(done), card, w.Texts(t, "SELECT errors FROM job_failures"))
				}
				file, was := exported(t, w, models.ContactsExportInput{Format: format}), contactsOf(t, w, w.Home)
				if lost := lostOfCard(t, format, card, file); len(lost) > 0 {
					t.Errorf("card %d lost %d properties:\n%s\nin\n%s", n+1, len(lost), strings.Join(lost, "\n"), file)
				}
				again := bring(file)
				if keyed := w.Count(t, "SELECT count(*) FROM contacts WHERE num_nonnulls(email, phone_number, identifier) > 0"); keyed == 0 {
					continue
				}
				if is := contactsOf(t, w, w.Home); again.Unchanged != 1 || !slices.Equal(is, was) {
					t.Errorf("card %d, the export: %s, %d unchanged\n%s\nbecame\n%s", n+1, counts(again), again.Unchanged, was, is)
				}
				if again = bring(card); again.Unchanged != 1 {
					t.Errorf("card %d, again: %s, %d unchanged\n%s\nbecame\n%s", n+1, counts(again), again.Unchanged, was, contactsOf(t, w, w.Home))
				}
			}
		})
	}
}
