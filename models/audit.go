package models

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// AuditEventKind is a kind of entry of the audit log.
type AuditEventKind string

// The kinds.
const (
	AuditSignedIn              AuditEventKind = "SIGNED_IN"
	AuditSignInFailed          AuditEventKind = "SIGN_IN_FAILED"
	AuditSignedOut             AuditEventKind = "SIGNED_OUT"
	AuditUserCreated           AuditEventKind = "USER_CREATED"
	AuditUserUpdated           AuditEventKind = "USER_UPDATED"
	AuditUserDeactivated       AuditEventKind = "USER_DEACTIVATED"
	AuditUserReactivated       AuditEventKind = "USER_REACTIVATED"
	AuditUserPasswordSet       AuditEventKind = "USER_PASSWORD_SET"
	AuditUserInvited           AuditEventKind = "USER_INVITED"
	AuditUserPasswordReset     AuditEventKind = "USER_PASSWORD_RESET"
	AuditUserSignedOut         AuditEventKind = "USER_SIGNED_OUT"
	AuditSessionRevoked        AuditEventKind = "SESSION_REVOKED"
	AuditSecondFactorAdded     AuditEventKind = "SECOND_FACTOR_ADDED"
	AuditSecondFactorRemoved   AuditEventKind = "SECOND_FACTOR_REMOVED"
	AuditRecoveryCodesReplaced AuditEventKind = "RECOVERY_CODES_REPLACED"
	AuditTeamCreated           AuditEventKind = "TEAM_CREATED"
	AuditTeamUpdated           AuditEventKind = "TEAM_UPDATED"
	AuditTeamDeleted           AuditEventKind = "TEAM_DELETED"
	AuditRoleCreated           AuditEventKind = "ROLE_CREATED"
	AuditRoleUpdated           AuditEventKind = "ROLE_UPDATED"
	AuditRoleDeleted           AuditEventKind = "ROLE_DELETED"
	AuditConversationDeleted   AuditEventKind = "CONVERSATION_DELETED"
	AuditAttachmentDeleted     AuditEventKind = "ATTACHMENT_DELETED"
	AuditMessageDeleted        AuditEventKind = "MESSAGE_DELETED"
	AuditTokenCreated          AuditEventKind = "API_TOKEN_CREATED"
	AuditTokenRevoked          AuditEventKind = "API_TOKEN_REVOKED"
	AuditAccountUpdated        AuditEventKind = "ACCOUNT_UPDATED"
	AuditDefinitionCreated     AuditEventKind = "ATTRIBUTE_DEFINITION_CREATED"
	AuditDefinitionUpdated     AuditEventKind = "ATTRIBUTE_DEFINITION_UPDATED"
	AuditDefinitionDeleted     AuditEventKind = "ATTRIBUTE_DEFINITION_DELETED"
	AuditInboxCreated          AuditEventKind = "INBOX_CREATED"
	AuditInboxUpdated          AuditEventKind = "INBOX_UPDATED"
	AuditInboxDeleted          AuditEventKind = "INBOX_DELETED"
	AuditWebhookCreated        AuditEventKind = "WEBHOOK_CREATED"
	AuditWebhookUpdated        AuditEventKind = "WEBHOOK_UPDATED"
	AuditWebhookDeleted        AuditEventKind = "WEBHOOK_DELETED"
	AuditWebhookSecretRotated  AuditEventKind = "WEBHOOK_SECRET_ROTATED"
	AuditWebhookTested         AuditEventKind = "WEBHOOK_TESTED"
	AuditWebhookReplay         AuditEventKind = "WEBHOOK_REPLAY_STARTED"
	AuditSegmentDeleted        AuditEventKind = "SEGMENT_DELETED"
	AuditLabelDeleted          AuditEventKind = "LABEL_DELETED"
	AuditCompanyDeleted        AuditEventKind = "COMPANY_DELETED"
	AuditCompanyMerged         AuditEventKind = "COMPANY_MERGED"
	AuditCompanyUnmerged       AuditEventKind = "COMPANY_UNMERGED"
	AuditNoteDeleted           AuditEventKind = "NOTE_DELETED"
	AuditContactDeleted        AuditEventKind = "CONTACT_DELETED"
	AuditContactMerged         AuditEventKind = "CONTACT_MERGED"
	AuditContactUnmerged       AuditEventKind = "CONTACT_UNMERGED"
	AuditContactInboxDeleted   AuditEventKind = "CONTACT_INBOX_DELETED"
	AuditBulkUpdate            AuditEventKind = "BULK_UPDATE_STARTED"
	AuditBulkDelete            AuditEventKind = "BULK_DELETE_STARTED"
	AuditStaleCleanup          AuditEventKind = "STALE_CLEANUP_STARTED"
	AuditImport                AuditEventKind = "IMPORT_STARTED"
	AuditExport                AuditEventKind = "EXPORT_STARTED"
	AuditExportDownloaded      AuditEventKind = "EXPORT_DOWNLOADED"
	AuditUndo                  AuditEventKind = "UNDO_STARTED"
	AuditJobCancelled          AuditEventKind = "JOB_CANCELLED"
	AuditContactErased         AuditEventKind = "CONTACT_ERASED"
	AuditBulkErase             AuditEventKind = "BULK_ERASE_STARTED"
	AuditDataExport            AuditEventKind = "CONTACT_DATA_EXPORT_STARTED"
	AuditCsatExport            AuditEventKind = "CSAT_EXPORT_STARTED"
	AuditSuppressionLifted     AuditEventKind = "SUPPRESSION_LIFTED"
	AuditRetention             AuditEventKind = "RETENTION_STARTED"
	AuditRetentionApplied      AuditEventKind = "RETENTION_APPLIED"
)

// auditKinds are all kinds.
var auditKinds = []AuditEventKind{
	AuditSignedIn, AuditSignInFailed, AuditSignedOut, AuditUserCreated, AuditUserUpdated, AuditUserDeactivated, AuditUserReactivated,
	AuditUserPasswordSet, AuditTokenCreated, AuditTokenRevoked, AuditAccountUpdated, AuditDefinitionCreated, AuditDefinitionUpdated,
	AuditDefinitionDeleted, AuditInboxCreated, AuditInboxUpdated, AuditInboxDeleted, AuditWebhookCreated, AuditWebhookUpdated,
	AuditWebhookDeleted,
	AuditWebhookSecretRotated, AuditWebhookTested, AuditWebhookReplay, AuditSegmentDeleted, AuditLabelDeleted, AuditCompanyDeleted,
	AuditNoteDeleted, AuditContactDeleted, AuditContactMerged, AuditContactUnmerged, AuditContactInboxDeleted, AuditBulkUpdate,
	AuditBulkDelete, AuditStaleCleanup, AuditImport, AuditExport, AuditExportDownloaded, AuditUndo, AuditJobCancelled,
	AuditContactErased, AuditBulkErase, AuditDataExport, AuditCsatExport, AuditSuppressionLifted,
	AuditUserInvited, AuditUserPasswordReset, AuditUserSignedOut, AuditSessionRevoked, AuditSecondFactorAdded, AuditSecondFactorRemoved,
	AuditRecoveryCodesReplaced, AuditTeamCreated, AuditTeamUpdated, AuditTeamDeleted, AuditRoleCreated, AuditRoleUpdated, AuditRoleDeleted,
	AuditConversationDeleted, AuditMessageDeleted, AuditAttachmentDeleted, AuditCompanyMerged, AuditCompanyUnmerged,
	AuditRetention, AuditRetentionApplied,
}

// Valid reports whether k is one of the kinds.
func (k AuditEventKind) Valid() bool { return slices.Contains(auditKinds, k) }

// auditOfJobs are the kinds under which the start of jobs is recorded.
var auditOfJobs = map[JobKind]AuditEventKind{
	JobBulkUpdate: AuditBulkUpdate, JobBulkDelete: AuditBulkDelete, JobStaleCleanup: AuditStaleCleanup, JobImport: AuditImport,
	JobExport: AuditExport, JobWebhookReplay: AuditWebhookReplay, JobUndo: AuditUndo,
	JobBulkErase: AuditBulkErase, JobDataExport: AuditDataExport, JobRetention: AuditRetention, JobCsatExport: AuditCsatExport,
}

// Audit returns the kind under which the start of such a job is recorded.
func (k JobKind) Audit() AuditEventKind { return auditOfJobs[k] }

// AuditEvent is an entry of the audit log: what was done, by whom and from where. It holds no personal values.
type AuditEvent struct {
	AccountID    int64
	ID           AuditEventID
	Kind         AuditEventKind
	ActorUserID  *UserID
	ActorTokenID *APITokenID
	// Address is where the request came from, nil if it was none.
	Address   *string
	RequestID string
	// Target is the public id of what it was done to, blank if there is none.
	Target  string
	Details JSON
	// OccurredAt is stored as created_at.
	OccurredAt DateTime `gorm:"column:created_at"`
}

// ActorID returns the id of the user or token that acted, also when it does not exist any more; nil for the system and operators.
func (e *AuditEvent) ActorID() *string {
	var id string
	switch {
	case e.ActorUserID != nil:
		id = e.ActorUserID.String()
	case e.ActorTokenID != nil:
		id = e.ActorTokenID.String()
	default:
		return nil
	}
	return &id
}

// TargetID returns the id of what was acted on, nil if there is none.
func (e *AuditEvent) TargetID() *string {
	if e.Target == "" {
		return nil
	}
	return &e.Target
}

// AuditQuery selects entries of the audit log; what is nil selects all.
type AuditQuery struct {
	Kinds       []AuditEventKind
	ActorID     *string
	TargetID    *string
	From, Until *DateTime
}

// GivenFields returns the names, as the API has them, of the fields of an input of an update that are given.
func GivenFields(input any) []string {
	v := reflect.ValueOf(input)
	var names []string
	for i := range v.NumField() {
		field, ok := v.Field(i).Interface().(interface{ IsSet() bool })
		if ok && field.IsSet() {
			names = append(names, apiName(v.Type().Field(i).Name))
		}
	}
	return names
}

// apiName turns the name of a Go field into that of the API: URL into url, CompanyID into companyId.
func apiName(name string) string {
	if name == strings.ToUpper(name) {
		return strings.ToLower(name)
	}
	name = string(unicode.ToLower(rune(name[0]))) + name[1:]
	if base, found := strings.CutSuffix(name, "ID"); found {
		return base + "Id"
	}
	return name
}

// AuditFields returns the details of an entry that names fields.
func AuditFields(names []string) JSON {
	if len(names) == 0 {
		return JSON("{}")
	}
	return mustJSON(map[string][]string{"fields": names})
}

// AuditDetails returns the details of an entry as JSON; they must hold no personal values.
func AuditDetails(details any) JSON { return mustJSON(details) }

// AuditLine is an entry as exports of the audit log have it.
type AuditLine struct {
	ID         AuditEventID    `json:"id"`
	Kind       AuditEventKind  `json:"kind"`
	ActorID    *string         `json:"actorId"`
	Address    *string         `json:"address"`
	RequestID  string          `json:"requestId"`
	TargetID   *string         `json:"targetId"`
	Details    json.RawMessage `json:"details"`
	OccurredAt DateTime        `json:"occurredAt"`
}

// Line returns the entry as exports have it.
func (e *AuditEvent) Line() AuditLine {
	return AuditLine{e.ID, e.Kind, e.ActorID(), e.Address, e.RequestID, e.TargetID(), json.RawMessage(e.Details), e.OccurredAt}
}
