package transfer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// outcomeOf tells how many contacts a job created and updated, and how many warnings it has.
func outcomeOf(job *models.Job) string {
	return fmt.Sprintf("%d+%d, %d", job.Created, job.Updated, job.Warnings)
}

// TestSharedAddressesAsOnlyKeys imports people who have nothing but the number of a switchboard, twice: each is one contact, found again by
// the name and the shared number.
func TestSharedAddressesAsOnlyKeys(t *testing.T) {
	t.Parallel()
	const desk = "+12125550123"
	line := func(id, more string) string { // of an export of another account
		return `{"id":"` + id + `",` + more + `,"points":[{"kind":"PHONE_NUMBER","value":"` + desk + `","shared":true}]}` + "\n"
	}
	for name, test := range map[string]struct {
		// before are imported first.
		before, file  string
		contacts      []string
		first, second string
	}{
		"people of one file": {"",
			"name,phone\nAda," + desk + "\nBóbó," + desk + "\nCy," + desk + "\nADA," + desk + "\n",
			[]string{"ADA||" + desk, "Bóbó||" + desk + " (shared)", "Cy||" + desk + " (shared)"}, "3+1, 2", "0+2, 0"},
		"somebody whom the number finds, and others": {"name,email,phone\nAda,ada@x.example," + desk + "\nBob,bob@x.example," + desk + "\n",
			"name,phone,city\nAda," + desk + ",Oslo\nBob," + desk + ",Rome\nCy," + desk + ",Bern\n," + desk + ",Ulm\n",
			[]string{"Ada||ada@x.example|" + desk + "|Ulm", "Bob||bob@x.example|" + desk + " (shared)|Rome", "Cy||" + desk + " (shared)|Bern"},
			"1+3, 1", "0+2, 0"},
		"a new name for the only one who has the number": {"name,phone\nAda," + desk + "\n", "name,phone\nAda Byron," + desk + "\n",
			[]string{"Ada Byron||" + desk}, "0+1, 0", "0+0, 0"},
		"a key of its own": {"name,phone\nAda," + desk + "\nBob," + desk + "\n", "name,email,phone\nBob,bob@x.example," + desk + "\n",
			[]string{"Ada||" + desk, "Bob||bob@x.example|" + desk + " (shared)"}, "0+1, 0", "0+0, 0"},
		"without a name": {"name,phone\nAda," + desk + "\nBob," + desk + "\n", "phone,city\n" + desk + ",Oslo\n",
			[]string{"Ada||" + desk + "|Oslo", "Bob||" + desk + " (shared)"}, "0+1, 0", "0+0, 0"},
		"JSON Lines that say it": {"", line("contact_01m8kz0ahyee4t8xyy10s3qtgc", `"name":"Ada"`) +
			line("contact_01m8kzh5kaezatkbx4eadj07c5", `"name":"Bob"`) + line("contact_01m8kzh5p4f54ryyvd01e02zrw", `"city":"Oslo"`),
			[]string{"Ada||" + desk + " (shared)", "Bob||" + desk + " (shared)", "||" + desk + " (shared)|Oslo"}, "3+0, 1", "1+0, 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			bring := func(file string) *models.Job {
				job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), commandDefaults("people", []byte(file)))
				return do(t, w, job, err)
			}
			if test.before != "" {
				bring(test.before)
			}
			for round, want := range []string{test.first, test.second} {
				done := bring(test.file)
				if got := outcomeOf(done); got != want || done.Failed > 0 {
					t.Errorf("import %d: %s, not %s\n%s", round+1, got, want, w.Texts(t, "SELECT concat_ws(' ', row_number, message) FROM job_warnings"))
				}
				contacts := contactsOf(t, w, w.Home)
				slices.Sort(contacts)
				if !slices.Equal(contacts, test.contacts) && round == 0 {
					t.Errorf("import %d:\n%s", round+1, strings.Join(contacts, "\n"))
				}
			}
		})
	}
}
