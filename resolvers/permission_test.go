package resolvers_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// action is a mutation that works as it stands; $contact and the like are ids of the home account, $face is where a picture is,
// $file a file of the request.
type action struct {
	name, mutation string
	// agents says whether agents may do it.
	agents bool
	// foreign is what another account's administrator gets: NOT_FOUND where the input names a record, nothing otherwise.
	foreign models.Code
}

// actions has a row for every mutation of the schema.
var actions = []action{
	{"create a contact", `contactCreate(input: {name: "New"})`, true, ""},
	{"create a contact of a company", `contactCreate(input: {companyId: "$company"})`, true, models.NotFound},
	{"create a contact in an inbox", `contactCreate(input: {inbox: {inboxId: "$inbox"}})`, true, models.NotFound},
	{"upsert a contact", `contactUpsert(input: {match: IDENTIFIER, contact: {identifier: "upserted"}})`, true, ""},
	{"update a contact", `contactUpdate(input: {id: "$contact", name: "Other"})`, true, models.NotFound},
	{"block a contact", `contactBlock(input: {id: "$contact"})`, true, models.NotFound},
	{"unblock a contact", `contactUnblock(input: {id: "$contact"})`, true, models.NotFound},
	{"add labels", `contactLabelsAdd(input: {id: "$contact", labels: ["vip"]})`, true, models.NotFound},
	{"remove labels", `contactLabelsRemove(input: {id: "$contact", labels: ["vip"]})`, true, models.NotFound},
	{"set labels", `contactLabelsSet(input: {id: "$contact", labels: ["vip"]})`, true, models.NotFound},
	{"ask for a picture", `contactAvatarSet(input: {id: "$contact", picture: {url: "$face"}})`, true, models.NotFound},
	{"take a picture away", `contactAvatarRemove(input: {id: "$contact"})`, true, models.NotFound},
	{"send a heartbeat", `contactPresence(input: {id: "$contact"})`, true, models.NotFound},
	{"link an inbox", `contactInboxCreate(input: {contactId: "$contact", inboxId: "$inbox"})`, true, models.NotFound},
	{"unlink an inbox", `contactInboxDelete(input: {id: "$link"})`, true, models.NotFound},
	{"add an address", `contactPointAdd(input: {contactId: "$contact", kind: EMAIL, value: "more@example.com"})`, true, models.NotFound},
	{"change an address", `contactPointUpdate(input: {contactId: "$contact", id: "$point", label: "work"})`, true, models.NotFound},
	{"remove an address", `contactPointRemove(input: {contactId: "$contact", id: "$point"})`, true, models.NotFound},
	{"record a consent", `contactConsentSet(input: {contactId: "$contact", pointId: "$point", purpose: "news", state: REFUSED})`, true,
		models.NotFound},
	{"start a conversation", `conversationCreate(input: {contactId: "$contact", inboxId: "$inbox"})`, true, models.NotFound},
	{"change a conversation", `conversationUpdate(input: {id: "$conversation", status: PENDING})`, true, models.NotFound},
	{"assign a conversation", `conversationUpdate(input: {id: "$conversation", assigneeId: "$user"})`, true, models.NotFound},
	{"write a message", `messageCreate(input: {conversationId: "$conversation", content: "Hi"})`, true, models.NotFound},
	{"change a message", `messageUpdate(input: {id: "$message", status: READ})`, true, models.NotFound},
	{"type", `conversationTyping(input: {conversationId: "$conversation"})`, true, models.NotFound},
	{"attach a file", `attachmentCreate(input: {messageId: "$message", file: $file})`, true, models.NotFound},
	{"delete a file", `attachmentDelete(input: {id: "$attachment"})`, true, models.NotFound},
	{"delete a message", `messageDelete(input: {id: "$message"})`, true, models.NotFound},
	{"delete a conversation", `conversationDelete(input: {id: "$conversation"})`, false, models.NotFound},
	{"review a rating", `csatResponseReview(input: {id: "$rating", reviewNotes: "Hm"})`, true, models.NotFound},
	{"delete an inbox", `inboxDelete(input: {id: "$mail"})`, false, models.NotFound},
	{"rate a conversation", `csatResponseCreate(input: {conversationId: "$conversation", rating: 5})`, true, models.NotFound},
	{"write a note", `noteCreate(input: {contactId: "$contact", content: "Hi"})`, true, models.NotFound},
	{"change a note", `noteUpdate(input: {id: "$note", content: "Ho"})`, true, models.NotFound},
	{"delete a note", `noteDelete(input: {id: "$note"})`, true, models.NotFound},
	{"create a company", `companyCreate(input: {name: "New"})`, true, ""},
	{"change a company", `companyUpdate(input: {id: "$company", name: "Other"})`, true, models.NotFound},
	{"delete a company", `companyDelete(input: {id: "$company"})`, true, models.NotFound},
	{"create a segment", `segmentCreate(input: {name: "Mine", filter: {blocked: true}})`, true, ""},
	{"change a shared segment", `segmentUpdate(input: {id: "$segment", name: "Other"})`, false, models.NotFound},
	{"delete a shared segment", `segmentDelete(input: {id: "$segment"})`, false, models.NotFound},
	{"delete a contact", `contactDelete(input: {id: "$contact"})`, false, models.NotFound},
	{"change many contacts", `contactsBulkUpdate(input: {target: {ids: ["$contact"]}, set: {blocked: true}})`, true, ""},
	{"delete many contacts", `contactsBulkDelete(input: {target: {ids: ["$contact"]}, confirmCount: 1})`, false, ""},
	{"clean up", `contactsCleanupStale(input: {confirmCount: 0})`, false, ""},
	{"import contacts", `contactsImport(input: {file: $file})`, false, ""},
	{"preview an import", `contactsImportPreview(input: {file: $file})`, false, ""},
	{"upsert contacts", `contactsUpsert(input: {inputs: [{match: IDENTIFIER, contact: {identifier: "many"}}]})`, true, ""},
	{"export contacts", `contactsExport(input: {})`, false, ""},
	{"export ratings", `csatResponsesExport(input: {filter: {rating: [5]}})`, false, ""},
	{"erase a contact", `contactErase(input: {id: "$other", expectedVersion: 1})`, false, models.NotFound},
	{"erase many contacts", `contactsBulkErase(input: {target: {ids: ["$contact"]}, confirmCount: 1})`, false, ""},
	{"hand over a contact's data", `contactDataExport(input: {id: "$contact"})`, false, models.NotFound},
	{"allow an erased address", `suppressionLift(input: {address: {email: "erased@home.example"}})`, false, models.NotFound},
	{"stop a job", `jobCancel(input: {id: "$job"})`, true, models.NotFound},
	{"take a job back", `jobUndo(input: {id: "$ended"})`, true, models.NotFound},
	{"dismiss a pair", `duplicateDismiss(input: {contactIds: ["$contact", "$other"]})`, true, models.NotFound},
	{"dismiss a pair of companies", `companyDuplicateDismiss(input: {companyIds: ["$company", "$rival"]})`, true, models.NotFound},
	{"give a company a picture", `companyAvatarSet(input: {id: "$company", picture: {url: "$face"}})`, true, models.NotFound},
	{"take a company's picture away", `companyAvatarRemove(input: {id: "$company"})`, true, models.NotFound},
	{"merge companies", `companyMerge(input: {into: "$company", from: "$rival"})`, true, models.NotFound},
	{"undo a merge of companies", `companyUnmerge(input: {mergeId: "$fusion"})`, true, models.NotFound},
	{"merge contacts", `contactMerge(input: {into: "$contact", from: ["$other"]})`, true, models.NotFound},
	{"undo a merge", `contactUnmerge(input: {mergeId: "$merge"})`, true, models.NotFound},
	{"create an inbox", `inboxCreate(input: {name: "New", channelType: API})`, false, ""},
	{"change an inbox", `inboxUpdate(input: {id: "$inbox", name: "Other"})`, false, models.NotFound},
	{"create a team", `teamCreate(input: {name: "New", memberIds: ["$user"]})`, false, models.NotFound},
	{"change a team", `teamUpdate(input: {id: "$team", name: "Other"})`, false, models.NotFound},
	{"create a role", `roleCreate(input: {name: "New", permissions: [NOTE_WRITE]})`, false, ""},
	{"change a role", `roleUpdate(input: {id: "$role", name: "Other"})`, false, models.NotFound},
	{"delete a role", `roleDelete(input: {id: "$role"})`, false, models.NotFound},
	{"give a user a role", `userUpdate(input: {id: "$agent", roleId: "$role"})`, false, models.NotFound},
	{"delete a team", `teamDelete(input: {id: "$team"})`, false, models.NotFound},
	{"assign a conversation to a team", `conversationUpdate(input: {id: "$conversation", teamId: "$team"})`, true, models.NotFound},
	{"create a label", `labelCreate(input: {title: "new"})`, false, ""},
	{"change a label", `labelUpdate(input: {id: "$label", title: "other"})`, false, models.NotFound},
	{"delete a label", `labelDelete(input: {id: "$label"})`, false, models.NotFound},
	{"define an attribute", `customAttributeDefinitionCreate(input: {key: "new", displayName: "New", type: TEXT})`, false, ""},
	{"change a definition", `customAttributeDefinitionUpdate(input: {id: "$definition", displayName: "Other"})`, false, models.NotFound},
	{"delete a definition", `customAttributeDefinitionDelete(input: {id: "$definition"})`, false, models.NotFound},
	{"change the account", `accountUpdate(input: {features: [IP_LOOKUP]})`, false, ""},
	{"add a user", `userCreate(input: {name: "New", email: "new@example.com"})`, false, ""},
	{"change another user", `userUpdate(input: {id: "$user", name: "Other"})`, false, models.NotFound},
	{"invite a user", `userInvite(input: {name: "New", email: "new@example.com"})`, false, ""},
	{"let a user choose a password", `userPasswordReset(input: {id: "$agent"})`, false, models.NotFound},
	{"let a user go", `userDeactivate(input: {id: "$agent"})`, false, models.NotFound},
	{"take a user back", `userReactivate(input: {id: "$left"})`, false, models.NotFound},
	{"end the session of another user", `sessionRevoke(input: {id: "$session"})`, true, models.NotFound},
	{"sign another user out", `userSignOut(input: {userId: "$user"})`, false, models.NotFound},
	{"set up a second factor", `secondFactorSetUp(input: {})`, true, ""},
	{"make a token", `apiTokenCreate(input: {name: "New"})`, false, ""},
	{"add a webhook endpoint", `webhookEndpointCreate(input: {url: "https://example.com", events: [CONTACT_CREATED]})`, false, ""},
	{"change a webhook endpoint", `webhookEndpointUpdate(input: {id: "$webhook", enabled: false})`, false, models.NotFound},
	{"delete a webhook endpoint", `webhookEndpointDelete(input: {id: "$webhook"})`, false, models.NotFound},
	{"give a webhook endpoint a new secret", `webhookSecretRotate(input: {endpointId: "$webhook"})`, false, models.NotFound},
	{"replay deliveries", `webhookDeliveriesReplay(input: {endpointId: "$webhook"})`, false, models.NotFound},
	{"test a webhook endpoint", `webhookTest(input: {endpointId: "$webhook"})`, false, models.NotFound},
	{"end a token", `apiTokenRevoke(input: {id: "$token"})`, false, models.NotFound},
}

// TestPermissions: each mutation by an administrator, an agent, another account's administrator and nobody.
func TestPermissions(t *testing.T) {
	t.Parallel()
	for _, a := range actions {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.SharedWorld(t)
			api := w.API(t)
			mutation := "{ m: " + fill(a.mutation, records(t, w, api)) + " { userErrors { code message } } }"
			ask := func(viewer *models.Viewer) crmtest.Answer { return askMutation(t, api, viewer, mutation) }
			expect := func(who string, viewer *models.Viewer, want models.Code) {
				t.Helper()
				answer := ask(viewer)
				var data struct {
					M struct {
						UserErrors []struct {
							Code    models.Code
							Message string
						}
					}
				}
				if err := json.Unmarshal(answer.Data, &data); err != nil || len(answer.Errors) > 0 {
					t.Fatalf("%s: %s", who, answer.Body)
				}
				got := models.Code("")
				if broken := data.M.UserErrors; len(broken) > 0 {
					got = broken[0].Code
				}
				if got != want {
					t.Errorf("%s gets %q, not %q: %s", who, got, want, answer.Body)
				}
			}
			if answer := ask(nil); len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
				t.Errorf("nobody: %s", answer.Body)
			}
			expect("another account", w.Foreign.Administrator, a.foreign)
			if !a.agents {
				expect("an agent", w.Home.Agent, models.Forbidden)
				expect("an administrator", w.Home.Administrator, "")
				return
			}
			expect("an agent", w.Home.Agent, "")
		})
	}
}

// TestEveryMutationHasAPermissionRow: a mutation that is added needs a row above.
func TestEveryMutationHasAPermissionRow(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	var schema struct {
		Type struct{ Fields []struct{ Name string } } `json:"__type"`
	}
	w.API(t).Get(t, w.Home.Agent, &schema, `{ __type(name: "Mutation") { fields { name } } }`, nil)
	rows := ""
	for _, a := range actions {
		rows += a.mutation + "\n"
	}
	// These need what only the caller has, and are tested in user_test.go.
	own := []string{"userLinkAccept", "secondFactorConfirm", "secondFactorRemove", "recoveryCodesReplace"}
	for _, f := range schema.Type.Fields {
		if !slices.Contains(own, f.Name) && !regexp.MustCompile(`(?m)^`+f.Name+`\(`).MatchString(rows) {
			t.Errorf("%s has no row", f.Name)
		}
	}
}

// session opens a session of the home account's agent and returns its id.
func session(t *testing.T, w *crmtest.World) string {
	t.Helper()
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
	_, err := w.CRM.CreateSession(t.Context(), w.Home.Agent, crm.HashToken(t.Name()), "", terms)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := w.CRM.ListSessions(crmtest.As(w.Home.Agent), *w.Home.Agent.UserID)
	if err != nil || len(listed) != 1 {
		t.Fatal(listed, err)
	}
	return listed[0].ID.String()
}

var idIn = regexp.MustCompile(`"\$[a-z]+"`)

func fill(mutation string, ids map[string]string) string {
	return idIn.ReplaceAllStringFunc(mutation, func(name string) string {
		return `"` + ids[strings.Trim(name, `"$`)] + `"`
	})
}

// records makes one record of each kind in the home account and returns their ids by kind.
func records(t *testing.T, w *crmtest.World, api *crmtest.API) map[string]string {
	t.Helper()
	ids := map[string]string{"user": w.Home.Administrator.UserID.String(), "token": w.Home.Program.TokenID.String(), "face": site(t),
		"agent": w.Home.Agent.UserID.String(), "session": session(t, w)}
	for _, made := range [][3]string{
		{"contact", `contactCreate(input: {name: "Ada", labels: ["vip"]})`, "contact"},
		{"erased", `contactCreate(input: {email: "erased@home.example"})`, "contact"},
		{"other", `contactCreate(input: {name: "Eve"})`, "contact"},
		{"third", `contactCreate(input: {name: "Tom"})`, "contact"},
		{"spare", `contactCreate(input: {name: "Kim"})`, "contact"},
		{"double", `contactCreate(input: {name: "Kim"})`, "contact"},
		{"merge", `contactMerge(input: {into: "$contact", from: ["$third"]})`, "merge"},
		{"point", `contactPointAdd(input: {contactId: "$contact", kind: EMAIL, value: "ada@home.example"})`, "contactPoint"},
		{"inbox", `inboxCreate(input: {name: "Support", channelType: API})`, "inbox"},
		{"link", `contactInboxCreate(input: {contactId: "$other", inboxId: "$inbox"})`, "contactInbox"},
		{"conversation", `conversationCreate(input: {contactId: "$contact", inboxId: "$inbox"})`, "conversation"},
		{"message", `messageCreate(input: {conversationId: "$conversation", content: "Hi"})`, "message"},
		{"team", `teamCreate(input: {name: "Sales"})`, "team"},
		{"role", `roleCreate(input: {name: "Sales"})`, "role"},
		{"rated", `conversationCreate(input: {contactId: "$contact", inboxId: "$inbox"})`, "conversation"},
		{"rating", `csatResponseCreate(input: {conversationId: "$rated", rating: 3})`, "csatResponse"},
		{"mail", `inboxCreate(input: {name: "Mail", channelType: EMAIL})`, "inbox"},
		{"note", `noteCreate(input: {contactId: "$contact", content: "Hm"})`, "note"},
		{"label", `labelCreate(input: {title: "made"})`, "label"},
		{"company", `companyCreate(input: {name: "Acme"})`, "company"},
		{"rival", `companyCreate(input: {name: "Acme Inc."})`, "company"},
		{"absorbed", `companyCreate(input: {name: "Acme"})`, "company"},
		{"fusion", `companyMerge(input: {into: "$company", from: "$absorbed"})`, "merge"},
		{"job", `contactsBulkUpdate(input: {target: {ids: ["$other"]}, set: {blocked: true}})`, "job"},
		{"ended", `contactsBulkUpdate(input: {target: {ids: ["$other"]}, set: {blocked: true}})`, "job"},
		{"left", `userCreate(input: {name: "Leo", email: "leo@example.com"})`, "user"},
		{"left", `userDeactivate(input: {id: "$left"})`, "user"},
		{"segment", `segmentCreate(input: {name: "All", filter: {}, shared: true})`, "segment"},
		{"webhook", `webhookEndpointCreate(input: {url: "https://example.com", events: [CONTACT_UPDATED]})`, "webhookEndpoint"},
		{"definition", `customAttributeDefinitionCreate(input: {key: "tier", displayName: "Tier", type: TEXT})`, "customAttributeDefinition"},
	} {
		var data struct {
			M map[string]struct{ ID string }
		}
		viewer := w.Home.Administrator
		if made[2] == "job" { // which agents see only if it is theirs
			viewer = w.Home.Agent
		}
		api.Get(t, viewer, &data, "mutation { m: "+fill(made[1], ids)+" { "+made[2]+" { id } } }", nil)
		ids[made[0]] = data.M[made[2]].ID
		if made[0] == "ended" {
			w.Exec(t, "UPDATE jobs SET state = 'CANCELLED', finished_at = created_at WHERE id = $1", typeid.Read[models.JobID](ids["ended"]))
		}
	}
	attachment, err := w.CRM.AddAttachment(crmtest.As(w.Home.Administrator), typeid.Read[models.MessageID](ids["message"]),
		&models.Attachment{FileType: "file"})
	if err != nil {
		t.Fatal(err)
	}
	ids["attachment"] = attachment.ID.String()
	version := 1
	if _, err := w.CRM.EraseContact(crmtest.As(w.Home.Administrator), models.ContactEraseInput{
		ID: typeid.Read[models.ContactID](ids["erased"]), ExpectedVersion: &version}); err != nil {
		t.Fatal(err)
	}
	delete(ids, "erased")
	return ids
}

// TestAgentsChangeThemselves: their name and password, not their role; and the last administrator stays one.
func TestAgentsChangeThemselves(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	for _, s := range []struct {
		name, input string
		as          *models.Viewer
		want        string
	}{
		{"own name", `id: "` + w.Home.Agent.UserID.String() + `", name: "Me", availability: BUSY`, w.Home.Agent,
			`{"m":{"user":{"name":"Me","availability":"BUSY"},"userErrors":[]}}`},
		{"own role", `id: "` + w.Home.Agent.UserID.String() + `", role: ADMINISTRATOR`, w.Home.Agent,
			`{"m":{"user":null,"userErrors":[{"code":"FORBIDDEN"}]}}`},
		{"short password", `id: "` + w.Home.Agent.UserID.String() + `", password: "short"`, w.Home.Agent,
			`{"m":{"user":null,"userErrors":[{"code":"INVALID"}]}}`},
		{"last administrator", `id: "` + w.Home.Administrator.UserID.String() + `", role: AGENT`, w.Home.Administrator,
			`{"m":{"user":null,"userErrors":[{"code":"BLOCKED_BY_RULE"}]}}`},
	} {
		answer := api.Ask(t, s.as, `mutation { m: userUpdate(input: {`+s.input+`}) { user { name availability } userErrors { code } } }`, nil)
		if string(answer.Data) != s.want {
			t.Errorf("%s: %s", s.name, answer.Body)
		}
	}
}

// TestSegmentsArePrivateUnlessShared: nobody else sees a private segment, by list, id or use.
func TestSegmentsArePrivateUnlessShared(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var made struct {
		M struct{ Segment struct{ ID string } }
	}
	var label struct {
		M struct{ Label struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &label, `mutation { m: labelCreate(input: {title: "gone"}) { label { id } } }`, nil)
	api.Get(t, w.Home.Agent, &made,
		`mutation { m: segmentCreate(input: {name: "Mine", filter: {labels: {any: ["gone"]}}}) { segment { id } } }`, nil)
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation($id: ID!) { labelDelete(input: {id: $id}) { deletedId } }`,
		map[string]any{"id": label.M.Label.ID})
	id := made.M.Segment.ID
	const see = `query($id: ID!) { segments { nodes { id } } node(id: $id) { id } }`
	if answer := api.Ask(t, w.Home.Agent, see, map[string]any{"id": id}); string(answer.Data) !=
		`{"segments":{"nodes":[{"id":"`+id+`"}]},"node":{"id":"`+id+`"}}` {
		t.Errorf("the owner: %s", answer.Body)
	}
	for _, viewer := range []*models.Viewer{w.Home.Administrator, w.Home.Program, w.Foreign.Administrator} {
		if answer := api.Ask(t, viewer, see, map[string]any{"id": id}); string(answer.Data) != `{"segments":{"nodes":[]},"node":null}` {
			t.Errorf("somebody else: %s", answer.Body)
		}
		if answer := api.Ask(t, viewer, `query($id: ID!) { contacts(segment: $id) { nodes { id } } }`,
			map[string]any{"id": id}); len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INVALID" {
			t.Errorf("somebody else uses it: %s", answer.Body)
		}
	}
	// The label that the filter names has been deleted; the segment runs all the same.
	if answer := api.Ask(t, w.Home.Agent, `query($id: ID!) { contacts(segment: $id) { count { value } } }`,
		map[string]any{"id": id}); string(answer.Data) != `{"contacts":{"count":{"value":0}}}` {
		t.Errorf("the owner uses it: %s", answer.Body)
	}
}

// TestIdempotencyKey sends a mutation twice: the second answer is the first one, and nothing is done twice.
func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	const create = `mutation($n: String) { contactCreate(input: {name: $n}) { contact { id } userErrors { message } } }`
	ask := func(viewer *models.Viewer, name string) crmtest.Answer {
		return api.Ask(t, viewer, create, map[string]any{"n": name}, "Idempotency-Key", "key-1")
	}
	first, second := ask(w.Home.Agent, "Ada"), ask(w.Home.Agent, "Ada")
	if len(first.Errors) > 0 || first.Body != second.Body {
		t.Errorf("%s\n%s", first.Body, second.Body)
	}
	if other := ask(w.Home.Agent, "Grace"); len(other.Errors) != 1 || other.Errors[0].Extensions["code"] != "CONFLICT" {
		t.Errorf("another body: %s", other.Body)
	}
	if other := ask(w.Home.Administrator, "Ada"); len(other.Errors) > 0 || string(other.Data) == string(first.Data) {
		t.Errorf("another caller: %s", other.Body)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 2 {
		t.Errorf("%d contacts", n)
	}
}

// askMutation sends a mutation, with a file if it names one.
func askMutation(t *testing.T, api *crmtest.API, viewer *models.Viewer, mutation string) crmtest.Answer {
	t.Helper()
	if strings.Contains(mutation, "$file") {
		return api.AskWith(t, viewer, "mutation($file: Upload!) "+mutation, map[string]any{"file": nil}, "variables.file", "contacts.csv",
			[]byte("name\nAda\n"))
	}
	return api.Ask(t, viewer, "mutation "+mutation, nil)
}
