package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/live"
	"kith/models"
	"kith/models/page"
)

// talkConditions are filters of conversations of each kind.
var talkConditions = []string{
	`{}`,
	`{"status": {"eq": "OPEN"}}`,
	`{"not": {"status": {"eq": "OPEN"}}}`,
	`{"labels": {"any": ["vip"]}}`,
	`{"labels": {"none": ["new"]}}`,
	`{"companyId": {"isNull": false}}`,
	`{"waitingSince": {"isNull": false}}`,
	`{"lastActivityAt": {"withinLast": "PT20M"}}`,
	`{"createdAt": {"olderThan": "PT30M"}}`,
	`{"assigneeId": {"isNull": true}, "displayId": {"gt": 3}}`,
}

// talkClient keeps a list of conversations by what the subscription sends.
type talkClient struct {
	node    *node
	ctx     context.Context
	request live.ConversationRequest
	stream  *models.Stream
	changes <-chan models.ConversationListChange
	end     context.CancelFunc
	list    []*models.Conversation
	count   string
}

func (n *node) talk(t *testing.T, viewer *models.Viewer, r live.ConversationRequest, had []*models.Conversation) *talkClient {
	t.Helper()
	as := crmtest.As(viewer)
	ctx, cancel := context.WithCancel(as)
	t.Cleanup(cancel)
	ctx, stream := models.WithStream(ctx, "")
	sent, err := n.lists.Conversations(ctx, r)
	if err != nil {
		t.Fatalf("%s: %v", asJSON(r), err)
	}
	c := &talkClient{node: n, ctx: as, request: r, stream: stream, changes: pull(ctx, stream, sent), end: cancel, list: had}
	c.apply(<-c.changes)
	return c
}

// again begins the client's list anew with what it has.
func (c *talkClient) again(t *testing.T) *talkClient {
	t.Helper()
	c.end()
	r := c.request
	r.Have = []*models.ConversationListHave{}
	for _, v := range c.list {
		r.Have = append(r.Have, &models.ConversationListHave{ID: v.ID, Version: v.Version, LastActivityAt: &v.LastActivityAt})
	}
	return c.node.talk(t, models.ViewerFrom(c.ctx), r, c.list)
}

func (c *talkClient) apply(change models.ConversationListChange) {
	switch change := change.(type) {
	case *models.ConversationListReset:
		c.list, c.count = nil, ""
	case *models.ConversationListSnapshot:
		c.list, c.count = slices.Clone(change.Nodes), counted(change.Count)
	case *models.ConversationListPatch:
		for _, op := range change.Ops {
			c.step(op)
		}
		c.count = counted(change.Count)
	}
}

func (c *talkClient) step(op models.ConversationListOp) {
	switch op := op.(type) {
	case *models.ConversationListInsert:
		c.node.count("insert")
		c.put(op.Node, op.After)
	case *models.ConversationListMove:
		c.node.count("move")
		c.put(c.take(op.ConversationID), op.After)
	case *models.ConversationListUpdate:
		c.node.count("update")
		c.list[c.at(op.Node.ID)] = op.Node
	case *models.ConversationListRemove:
		c.node.count(string(op.Reason))
		c.take(op.ConversationID)
	}
}

func (c *talkClient) at(id models.ConversationID) int {
	i := slices.IndexFunc(c.list, func(v *models.Conversation) bool { return v.ID == id })
	if i < 0 {
		panic(fmt.Sprintf("the client has no %s", id))
	}
	return i
}

func (c *talkClient) take(id models.ConversationID) *models.Conversation {
	i := c.at(id)
	v := c.list[i]
	c.list = slices.Delete(c.list, i, i+1)
	return v
}

func (c *talkClient) put(v *models.Conversation, after *models.ConversationID) {
	at := 0
	if after != nil {
		at = c.at(*after) + 1
	}
	c.list = slices.Insert(c.list, at, v)
}

// compare fails unless the client's list is what the query lists now.
func (c *talkClient) compare(t *testing.T) {
	t.Helper()
	for !c.node.lists.Taken(c.stream) {
		select {
		case change := <-c.changes:
			c.apply(change)
		case <-time.After(time.Millisecond):
		}
	}
	want, err := c.node.CRM.ListConversations(c.ctx, page.Args{First: c.request.First}, c.request.Query)
	if err != nil {
		t.Fatal(err)
	}
	count, err := want.Count(c.ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if got, rows := talkRows(c.list), talkRows(want.Nodes()); !slices.Equal(got, rows) || c.count != fmt.Sprint(*count) {
		t.Errorf("%s\n got %v %s\nwant %v %v", asJSON(c.request), got, c.count, rows, *count)
	}
}

func talkRows(list []*models.Conversation) (rows []string) {
	for _, v := range list {
		rows = append(rows, fmt.Sprint(v.ID, v.Version, v.Status, v.ContactID, v.LastActivityAt, v.WaitingSince, v.FirstReplyAt))
	}
	return rows
}

// TestListsOfConversationsStayTrue is TestListsStayTrue for conversations. Half of the clients have a role that sees only some contacts.
func TestListsOfConversationsStayTrue(t *testing.T) {
	t.Parallel()
	seed := crmtest.Sized(uint64(time.Now().UnixNano()), 20261201)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 7))
	n := newNode(t)
	writer := newWriter(t, n, r)
	for range 20 {
		writer.create()
		writer.talk()
	}
	limited := *n.Home.Agent
	limited.Limits = &models.Limits{Contacts: &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{"new"}}}, TimeZone: "UTC"}
	fields := []models.ConversationOrderField{models.ConversationByActivity, models.ConversationByCreation, models.ConversationByPriority,
		models.ConversationByWaiting}
	var clients []*talkClient
	for i := range crmtest.Sized(160, 40) {
		f := &models.ConversationFilter{}
		if err := json.Unmarshal([]byte(talkConditions[i%len(talkConditions)]), f); err != nil {
			t.Fatal(err)
		}
		order := models.ConversationOrder{Field: fields[r.IntN(4)], Direction: []models.Direction{models.Asc, models.Desc}[r.IntN(2)]}
		request := live.ConversationRequest{First: ptr([]int{1, 5, 100}[r.IntN(3)]), CountLimit: ptr(1000),
			Query: crm.ConversationQuery{Filter: f, OrderBy: order}}
		viewer := n.Home.Administrator
		if r.IntN(2) == 0 {
			viewer = &limited
		}
		clients = append(clients, n.talk(t, viewer, request, nil))
	}
	for round := range crmtest.Sized(600, 14) {
		for range crmtest.Sized(40, 12) {
			writer.write()
		}
		n.settle(t)
		for i, c := range clients {
			c.compare(t)
			if r.IntN(10) == 0 {
				clients[i] = c.again(t)
			}
		}
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
	kinds := n.ops()
	for _, kind := range []string{"insert", "move", "update", "LEFT", "PUSHED_OUT", "DELETED"} {
		if kinds[kind] == 0 {
			t.Errorf("no patch has had %s: %v", kind, kinds)
		}
	}
}
