package resolvers_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// audited is the kind of audit event that each mutation records.
var audited = map[string]models.AuditEventKind{
	"accountUpdate":                   models.AuditAccountUpdated,
	"userCreate":                      models.AuditUserCreated,
	"userUpdate":                      models.AuditUserUpdated,
	"apiTokenCreate":                  models.AuditTokenCreated,
	"apiTokenRevoke":                  models.AuditTokenRevoked,
	"customAttributeDefinitionCreate": models.AuditDefinitionCreated,
	"customAttributeDefinitionUpdate": models.AuditDefinitionUpdated,
	"customAttributeDefinitionDelete": models.AuditDefinitionDeleted,
	"inboxCreate":                     models.AuditInboxCreated,
	"inboxUpdate":                     models.AuditInboxUpdated,
	"webhookEndpointCreate":           models.AuditWebhookCreated,
	"webhookEndpointUpdate":           models.AuditWebhookUpdated,
	"webhookEndpointDelete":           models.AuditWebhookDeleted,
	"webhookSecretRotate":             models.AuditWebhookSecretRotated,
	"webhookTest":                     models.AuditWebhookTested,
	"webhookDeliveriesReplay":         models.AuditWebhookReplay,
	"segmentDelete":                   models.AuditSegmentDeleted,
	"labelDelete":                     models.AuditLabelDeleted,
	"companyDelete":                   models.AuditCompanyDeleted,
	"companyMerge":                    models.AuditCompanyMerged,
	"companyUnmerge":                  models.AuditCompanyUnmerged,
	"noteDelete":                      models.AuditNoteDeleted,
	"contactDelete":                   models.AuditContactDeleted,
	"contactMerge":                    models.AuditContactMerged,
	"contactUnmerge":                  models.AuditContactUnmerged,
	"contactInboxDelete":              models.AuditContactInboxDeleted,
	"contactsBulkUpdate":              models.AuditBulkUpdate,
	"contactsBulkDelete":              models.AuditBulkDelete,
	"contactsCleanupStale":            models.AuditStaleCleanup,
	"contactsImport":                  models.AuditImport,
	"contactsExport":                  models.AuditExport,
	"jobUndo":                         models.AuditUndo,
	"contactErase":                    models.AuditContactErased,
	"contactsBulkErase":               models.AuditBulkErase,
	"contactDataExport":               models.AuditDataExport,
	"csatResponsesExport":             models.AuditCsatExport,
	"suppressionLift":                 models.AuditSuppressionLifted,
	"jobCancel":                       models.AuditJobCancelled,
	"userInvite":                      models.AuditUserInvited,
	"userPasswordReset":               models.AuditUserPasswordReset,
	"userDeactivate":                  models.AuditUserDeactivated,
	"userReactivate":                  models.AuditUserReactivated,
	"userSignOut":                     models.AuditUserSignedOut,
	"userLinkAccept":                  models.AuditUserPasswordSet,
	"sessionRevoke":                   models.AuditSessionRevoked,
	"secondFactorConfirm":             models.AuditSecondFactorAdded,
	"secondFactorRemove":              models.AuditSecondFactorRemoved,
	"recoveryCodesReplace":            models.AuditRecoveryCodesReplaced,
	"inboxDelete":                     models.AuditInboxDeleted,
	"roleCreate":                      models.AuditRoleCreated,
	"roleUpdate":                      models.AuditRoleUpdated,
	"roleDelete":                      models.AuditRoleDeleted,
	"teamCreate":                      models.AuditTeamCreated,
	"teamUpdate":                      models.AuditTeamUpdated,
	"teamDelete":                      models.AuditTeamDeleted,
	"conversationDelete":              models.AuditConversationDeleted,
	"messageDelete":                   models.AuditMessageDeleted,
	"attachmentDelete":                models.AuditAttachmentDeleted,
}

// Why mutations record no audit event.
const (
	inEventLog = "a change of contacts, which the event log has with its actor"
	everyday   = "everyday work, which destroys nothing and gives nobody rights or data"
	nothing    = "stores nothing"
)

// notAudited are the mutations that record no audit event, each with its reason.
var notAudited = map[string]string{
	"contactCreate": inEventLog, "contactUpsert": inEventLog, "contactUpdate": inEventLog, "contactBlock": inEventLog,
	"contactUnblock": inEventLog, "contactLabelsAdd": inEventLog, "contactLabelsRemove": inEventLog, "contactLabelsSet": inEventLog,
	"contactAvatarSet": inEventLog, "contactAvatarRemove": inEventLog, "contactPointAdd": inEventLog, "contactPointUpdate": inEventLog,
	"contactPointRemove": inEventLog, "contactConsentSet": inEventLog, "contactsUpsert": inEventLog,
	"contactPresence": everyday, "contactInboxCreate": everyday, "conversationCreate": everyday, "conversationUpdate": everyday,
	"messageCreate": everyday, "csatResponseCreate": everyday, "noteCreate": everyday, "noteUpdate": everyday, "companyCreate": everyday,
	"companyUpdate": everyday, "segmentCreate": everyday, "segmentUpdate": everyday, "labelCreate": everyday, "labelUpdate": everyday,
	"duplicateDismiss": everyday, "companyDuplicateDismiss": everyday, "messageUpdate": everyday, "csatResponseReview": everyday,
	"attachmentCreate":      everyday,
	"conversationTyping":    everyday,
	"companyAvatarSet":      everyday,
	"companyAvatarRemove":   everyday,
	"secondFactorSetUp":     "nothing is in force before it is confirmed",
	"contactsImportPreview": nothing,
}

// TestEveryMutationIsAudited runs each mutation of the table of permissions: it records the kind of event that is listed for it, with its
// actor, or none, which has a reason.
func TestEveryMutationIsAudited(t *testing.T) {
	t.Parallel()
	for _, a := range actions {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			name, _, _ := strings.Cut(a.mutation, "(")
			kind, reason := audited[name], notAudited[name]
			if (kind == "") == (reason == "") {
				t.Fatalf("%s needs either a kind of audit event or a reason to have none", name)
			}
			w := crmtest.SharedWorld(t)
			api := w.API(t)
			mutation := "{ m: " + fill(a.mutation, records(t, w, api)) + " { userErrors { code message } } }"
			before := auditLog(t, api, w.Home.Administrator)
			viewer := w.Home.Administrator
			var answer crmtest.Answer
			if strings.Contains(mutation, "$file") {
				answer = api.AskWith(t, viewer, "mutation($file: Upload!) "+mutation, map[string]any{"file": nil}, "variables.file", "contacts.csv",
					[]byte("name\nAda\n"))
			} else {
				answer = api.Ask(t, viewer, "mutation "+mutation, nil)
			}
			if len(answer.Errors) > 0 || !strings.Contains(answer.Body, `"userErrors":[]`) {
				t.Fatal(answer.Body)
			}
			log := auditLog(t, api, viewer)
			fresh := log[:len(log)-len(before)]
			if kind == "" {
				if len(fresh) > 0 {
					t.Errorf("%s records %v", name, fresh)
				}
				return
			}
			if len(fresh) != 1 || fresh[0].Kind != kind || fresh[0].ActorID == nil || *fresh[0].ActorID != viewer.UserID.String() ||
				fresh[0].TargetID == nil && kind != models.AuditSuppressionLifted || fresh[0].RequestID == "" {
				t.Errorf("%s records %+v, not one of %s", name, fresh, kind)
			}
		})
	}
}

type auditEntry struct {
	Kind      models.AuditEventKind
	ActorID   *string
	TargetID  *string
	RequestID string
	Details   json.RawMessage
}

func auditLog(t *testing.T, api *crmtest.API, viewer *models.Viewer) []auditEntry {
	t.Helper()
	var data struct{ AuditEvents struct{ Nodes []auditEntry } }
	api.Get(t, viewer, &data, "{ auditEvents(first: 100) { nodes { kind actorId targetId requestId details } } }", nil)
	return data.AuditEvents.Nodes
}

// TestAuditKindsAreOfTheSchema: the kinds of the tables above, and of the schema, are those of models.
func TestAuditKindsAreOfTheSchema(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	var schema struct {
		Kinds struct {
			EnumValues []struct{ Name models.AuditEventKind }
		}
		Type struct{ Fields []struct{ Name string } }
	}
	w.API(t).Get(t, w.Home.Administrator, &schema,
		`{ kinds: __type(name: "AuditEventKind") { enumValues { name } } type: __type(name: "Mutation") { fields { name } } }`, nil)
	if len(schema.Kinds.EnumValues) < len(audited) {
		t.Errorf("%d kinds", len(schema.Kinds.EnumValues))
	}
	for _, kind := range schema.Kinds.EnumValues {
		if !kind.Name.Valid() || !regexp.MustCompile(`^[A-Z][A-Z_]*$`).MatchString(string(kind.Name)) {
			t.Errorf("%s is no kind of models", kind.Name)
		}
	}
	for _, f := range schema.Type.Fields {
		if (audited[f.Name] == "") == (notAudited[f.Name] == "") {
			t.Errorf("%s needs either a kind of audit event or a reason to have none", f.Name)
		}
	}
	answer := w.API(t).Ask(t, w.Home.Agent, "{ auditEvents { nodes { id } } }", nil)
	if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "FORBIDDEN" {
		t.Errorf("an agent: %s", answer.Body)
	}
}
