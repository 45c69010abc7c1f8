package resolvers_test

import (
	"context"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// TestJob follows a job through the API: as it is made, done and listed, with what failed.
func TestJob(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	var made struct {
		A, B struct{ Contact struct{ ID string } }
	}
	api.Get(t, w.Home.Agent, &made,
		`mutation { a: contactCreate(input: {name: "Ada"}) { contact { id } } b: contactCreate(input: {name: "Bob"}) { contact { id } } }`, nil)
	var started struct {
		M struct{ Job struct{ ID string } }
	}
	api.Get(t, w.Home.Agent, &started,
		`mutation($ids: [ID!]!) { m: contactsBulkUpdate(input: {target: {ids: $ids}, set: {contactType: CUSTOMER}}) {
			job { id } userErrors { message } } }`,
		map[string]any{"ids": []string{made.A.Contact.ID, made.B.Contact.ID, "nobody"}})
	id := map[string]any{"id": started.M.Job.ID}
	const fields = `kind state dryRun total processed succeeded failed failures { row contactId errors { code field } } actor { __typename }`
	ask := func(query, want string) {
		t.Helper()
		answer := api.Ask(t, w.Home.Agent, query, id)
		if got := string(answer.Data); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, answer.Body, want)
		}
	}
	ask(`query($id: ID!) { job(id: $id) { `+fields+` startedAt } }`,
		`{"job":{"kind":"BULK_UPDATE","state":"QUEUED","dryRun":false,"total":null,`+
			`"processed":0,"succeeded":0,"failed":0,"failures":[],"actor":{"__typename":"User"},"startedAt":null}}`)
	for more := true; more; {
		var err error
		if more, err = w.CRM.WorkJob(context.Background(),
			crm.JobArgs{Account: w.Home.Key, Job: typeid.Read[models.JobID](started.M.Job.ID)}); err != nil {
			t.Fatal(err)
		}
	}
	done := `{"kind":"BULK_UPDATE","state":"SUCCEEDED","dryRun":false,"total":3,"processed":3,"succeeded":2,"failed":1,` +
		`"failures":[{"row":null,"contactId":null,"errors":[{"code":"NOT_FOUND","field":[]}]}],"actor":{"__typename":"User"}}`
	ask(`query($id: ID!) { job(id: $id) { `+fields+` } }`, `{"job":`+done+`}`)
	ask(`query($id: ID!) { jobs { nodes { `+fields+` } } node(id: $id) { __typename } }`,
		`{"jobs":{"nodes":[`+done+`]},"node":{"__typename":"Job"}}`)
	if answer := api.Ask(t, w.Home.Agent, `query($id: ID!) { job(id: $id) { failures(first: 101) { row } } }`, id); len(answer.Errors) != 1 ||
		answer.Errors[0].Extensions["code"] != "INVALID" {
		t.Error(answer.Body)
	}
}
