package models_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"kith/models"
	"kith/models/typeid"
)

// may says who may do what: one row for each permission.
var may = []struct {
	permission           models.Permission
	administrator, agent bool
}{
	{models.PermView, true, true},
	{models.PermContactCreate, true, true},
	{models.PermContactUpdate, true, true},
	{models.PermContactBlock, true, true},
	{models.PermContactMerge, true, true},
	{models.PermContactDelete, true, false},
	{models.PermContactExport, true, false},
	{models.PermContactImport, true, false},
	{models.PermConverse, true, true},
	{models.PermConversationDelete, true, false},
	{models.PermNote, true, true},
	{models.PermLabelCreate, true, false},
	{models.PermCompanyWrite, true, true},
	{models.PermInboxWrite, true, false},
	{models.PermTeamWrite, true, false},
	{models.PermLabelWrite, true, false},
	{models.PermDefinitionWrite, true, false},
	{models.PermSegmentWrite, true, true},
	{models.PermAccountWrite, true, false},
	{models.PermAdminister, true, false},
	{models.PermWebhook, true, false},
	{models.PermContactErase, true, false},
	{models.PermAudit, true, false},
	{models.PermSelf, true, true},
}

func TestCan(t *testing.T) {
	tested := map[string]bool{}
	for _, row := range may {
		tested[string(row.permission)] = true
		for role, want := range map[models.Role]bool{models.Administrator: row.administrator, models.Agent: row.agent, "": false,
			"OWNER": false} {
			if got := (&models.Viewer{Role: role}).Can(row.permission); got != want {
				t.Errorf("%q may %s: %t", role, row.permission, got)
			}
		}
	}
	for _, permission := range permissions(t) {
		if !tested[permission] {
			t.Errorf("the table has no row for %s", permission)
		}
	}
	for _, row := range may {
		always := row.permission == models.PermView || row.permission == models.PermSelf
		with := &models.Viewer{Role: models.Agent, Limits: &models.Limits{Permissions: models.PermissionList{row.permission}}}
		without := &models.Viewer{Role: models.Agent, Limits: &models.Limits{}}
		if !with.Can(row.permission) || without.Can(row.permission) != always {
			t.Errorf("a role of its own may %s: %t, %t", row.permission, with.Can(row.permission), without.Can(row.permission))
		}
	}
	if (&models.Viewer{Role: models.Agent}).Can("unheard.of") {
		t.Error("an agent may do what is not listed")
	}
}

// permissions reads the declared permissions from the source.
func permissions(t *testing.T) (found []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "viewer.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Permission" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, value)
		}
		return true
	})
	if len(found) == 0 {
		t.Fatal("no permissions found")
	}
	return found
}

func TestViewer(t *testing.T) {
	user, program := typeid.New[models.UserID](), typeid.New[models.APITokenID]()
	if v := (&models.Viewer{UserID: &user}); v.Key() != user.String() {
		t.Error(v.Key())
	}
	if v := (&models.Viewer{TokenID: &program}); v.Key() != program.String() {
		t.Error(v.Key())
	}
	agent := &models.Viewer{Role: models.Agent}
	if p := *agent.ContactPermissions(); p != (models.ContactPermissions{Update: true, Merge: true, Block: true, Converse: true, Note: true}) {
		t.Errorf("%+v", p)
	}
	if models.ViewerFrom(context.Background()) != nil || models.ViewerFrom(models.WithViewer(context.Background(), agent)) != agent {
		t.Error("the viewer of a context")
	}
	inbox := &models.Inbox{HmacKey: "key"}
	administrator := &models.Viewer{Role: models.Administrator}
	if inbox.HmacToken(context.Background()) != nil || inbox.HmacToken(models.WithViewer(context.Background(), agent)) != nil ||
		str(inbox.HmacToken(models.WithViewer(context.Background(), administrator))) != "key" {
		t.Error("the key of an inbox is for administrators")
	}
	for role, valid := range map[models.Role]bool{models.Administrator: true, models.Agent: true, "": false, "agent": false} {
		if role.Valid() != valid {
			t.Errorf("%q valid: %t", role, role.Valid())
		}
	}
}
