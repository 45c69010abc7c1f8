package crm

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var labels = store.NewTable[models.Label]("labels l")

// maxLabels limits the number of labels of an account, and so of what has them: lists of labels that are no pages are bounded by it.
const maxLabels = 1000

// roomForLabels refuses new labels beyond the limit of an account.
func roomForLabels(tx *Tx, fresh int) error {
	n, err := labels.Count(tx, maxLabels, "l.account_id = ?", tx.Account)
	if err == nil && n+fresh > maxLabels {
		err = models.Errorf(models.Limit, "An account has at most %d labels. Use one of those, or delete some.", maxLabels).At("labels")
	}
	return err
}

// labelTable is the table that links a kind of record to labels, and its column of that record.
type labelTable struct{ table, column string }

var (
	contactLabels      = labelTable{"contact_labels", "contact_id"}
	conversationLabels = labelTable{"conversation_labels", "conversation_id"}
)

var labelsByTitleOrder = page.Order{Name: "labels", ID: "l.id", Keys: []page.Key{{Name: "TITLE", Expr: "l.title", Kind: page.Text}}}

// ListLabels returns a page of the account's labels, by title.
func (s *Service) ListLabels(ctx context.Context, a page.Args) (*models.LabelConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Label] {
		return List[models.Label]{Batch: b.Batch, Table: labels, Where: "l.account_id = ?", Args: []any{b.Account}, Order: labelsByTitleOrder}
	})
}

// LabelsByID returns the labels that exist, by id.
func (b *Batch) LabelsByID(ids []models.LabelID, set Columns) map[models.LabelID]*models.Label {
	return store.ByID(b.Batch, labels, ids, set)
}

// LabelsByContact returns each contact's labels, by title.
func (b *Batch) LabelsByContact(ids []models.ContactID, set Columns) map[models.ContactID][]*models.Label {
	return labelsOf(b, contactLabels, ids, set)
}

// LabelsByConversation returns each conversation's labels, by title.
func (b *Batch) LabelsByConversation(ids []models.ConversationID, set Columns) map[models.ConversationID][]*models.Label {
	return labelsOf(b, conversationLabels, ids, set)
}

func labelsOf[K typeid.Key](b *Batch, of labelTable, ids []K, set Columns) map[K][]*models.Label {
	return store.ListsBy(b.Batch, labels, ids, set, `
		SELECT `+labels.Selected(set)+`, x.`+of.column+`
		FROM `+of.table+` x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = ? AND x.`+of.column+` = `+store.AnyID+`
		ORDER BY l.title`)
}

// labelCountLimit is the highest number of contacts of a label that is counted exactly.
const labelCountLimit = 10_000

// CountContactsByLabel counts the contacts of each label.
func (b *Batch) CountContactsByLabel(ids []models.LabelID, _ Columns) map[models.LabelID]*page.Count {
	links := store.NewView[models.Contact]("contact_labels x")
	list := Lists[models.LabelID, models.Contact]{
		List:    List[models.Contact]{Batch: b.Batch, Table: links, Where: "x.account_id = ? AND x.label_id = parent.id", Args: []any{b.Account}},
		Parents: ids}
	counted := list.Counts(labelCountLimit)
	counts := make(map[models.LabelID]*page.Count, len(ids))
	b.After(func() {
		for _, id := range ids {
			counts[id] = page.CountOf(counted[id], labelCountLimit)
		}
	})
	return counts
}

// CreateLabel creates a label. Taken if there is one with the title.
func (s *Service) CreateLabel(ctx context.Context, in models.LabelCreateInput) (*models.Label, error) {
	var label *models.Label
	err := s.write(ctx, models.PermLabelCreate, func(tx *Tx) error {
		label = newLabel(tx)
		if err := label.Apply(in.Patch()); err != nil {
			return err
		}
		if err := roomForLabels(tx, 1); err != nil {
			return renameField(err, "labels", "title")
		}
		return store.Create(tx, label)
	})
	if err != nil && label != nil {
		err = withHolder(ctx, s, err, labels, "l.account_id = ? AND l.title = ?", label.Title)
	}
	return label, err
}

// UpdateLabel changes a label. Contacts and conversations refer to it by id, so a new title applies to them immediately.
func (s *Service) UpdateLabel(ctx context.Context, in models.LabelUpdateInput) (*models.Label, error) {
	var label *models.Label
	err := s.write(ctx, models.PermLabelWrite, func(tx *Tx) error {
		var contacts []models.ContactID
		var err error
		if label, contacts, err = lockLabel(tx, in.ID); err != nil {
			return err
		}
		title := label.Title
		if err := models.Advance(label, in.ExpectedVersion); err != nil {
			return err
		}
		if err := label.Apply(in); err != nil {
			return err
		}
		label.UpdatedAt = tx.Now
		if err := store.Save(tx, label, in.ID); err != nil || label.Title == title {
			return err
		}
		return touchRelabelled(tx, contacts, func(now []string) []string {
			return append(slices.DeleteFunc(slices.Clone(now), func(t string) bool { return t == label.Title }), title)
		})
	})
	if err != nil && label != nil {
		err = withHolder(ctx, s, err, labels, "l.account_id = ? AND l.title = ?", label.Title)
	}
	return label, err
}

// DeleteLabel deletes a label and removes it from all records.
func (s *Service) DeleteLabel(ctx context.Context, id models.LabelID) error {
	return s.write(ctx, models.PermLabelWrite, func(tx *Tx) error {
		label, contacts, err := lockLabel(tx, id)
		if err != nil {
			return err
		}
		for _, of := range []labelTable{contactLabels, conversationLabels} {
			if err := tx.Exec("DELETE FROM "+of.table+" WHERE account_id = ? AND label_id = ?", tx.Account, id); err != nil {
				return err
			}
		}
		tx.Audit(models.AuditLabelDeleted, id)
		if err := store.Delete[models.Label](tx, id); err != nil {
			return err
		}
		return touchRelabelled(tx, contacts, func(now []string) []string { return append(slices.Clone(now), label.Title) })
	})
}

func newLabel(tx *Tx) *models.Label {
	return &models.Label{AccountID: tx.Account, ID: typeid.New[models.LabelID](), Version: 1, Color: models.DefaultLabelColor,
		ShowOnSidebar: true, CreatedAt: tx.Now, UpdatedAt: tx.Now}
}

// addLabels adds labels to a locked record by title. Unknown labels are created if the viewer may do that; otherwise NotFound.
func addLabels(tx *Tx, of labelTable, owner uuid.UUID, titles []string) error {
	wanted, refused := models.CleanLabelTitles(titles, "labels")
	if refused != nil || len(wanted) == 0 {
		return orNil(refused)
	}
	ids, err := labelIDs(tx, wanted)
	if err != nil {
		return err
	}
	return linkLabels(tx, of, owner, ids)
}

// setLabels replaces the labels of a locked record.
func setLabels(tx *Tx, of labelTable, owner uuid.UUID, titles []string) error {
	wanted, refused := models.CleanLabelTitles(titles, "labels")
	if refused != nil {
		return refused
	}
	ids, err := labelIDs(tx, wanted)
	if err != nil {
		return err
	}
	err = tx.Exec("DELETE FROM "+of.table+" WHERE account_id = ? AND "+of.column+" = ? AND label_id <> ALL(?)",
		tx.Account, owner, store.IDs[models.LabelID](ids))
	if err != nil {
		return err
	}
	return linkLabels(tx, of, owner, ids)
}

// removeLabels removes labels from a locked record by title.
func removeLabels(tx *Tx, of labelTable, owner uuid.UUID, titles []string) error {
	unwanted, refused := models.CleanLabelTitles(titles, "labels")
	if refused != nil {
		return refused
	}
	known, err := labelsByTitle(tx, unwanted)
	if err != nil {
		return err
	}
	var ids []models.LabelID
	for _, label := range known {
		ids = append(ids, label.ID)
	}
	return tx.Exec("DELETE FROM "+of.table+" WHERE account_id = ? AND "+of.column+" = ? AND label_id = ANY(?)",
		tx.Account, owner, store.IDs[models.LabelID](ids))
}

func linkLabels(tx *Tx, of labelTable, owner uuid.UUID, ids []models.LabelID) error {
	return tx.Exec(`
		INSERT INTO `+of.table+` (account_id, `+of.column+`, label_id)
		SELECT ?::bigint, ?::uuid, unnest(?::uuid[])
		ON CONFLICT DO NOTHING`, tx.Account, owner, store.IDs[models.LabelID](ids))
}

// labelIDs returns the ids of the labels that labelsFor returns.
func labelIDs(tx *Tx, titles []string) ([]models.LabelID, error) {
	known, err := labelsFor(tx, titles)
	var ids []models.LabelID
	for _, label := range known {
		ids = append(ids, label.ID)
	}
	return ids, err
}

// labelsFor returns labels by title. Unknown ones are created in the order of their titles, so that two transactions can't
// deadlock.
func labelsFor(tx *Tx, titles []string) (map[string]*models.Label, error) {
	known, err := labelsByTitle(tx, titles)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(slices.Clone(titles), func(title string) bool { return known[title] != nil })
	if len(missing) > 0 {
		if !tx.Viewer.Can(models.PermLabelCreate) {
			at := slices.Index(titles, missing[0])
			return nil, models.Errorf(models.NotFound,
				"There is no label with this title; ask an administrator to create it.").At("labels", strconv.Itoa(at))
		}
		slices.Sort(missing)
		missing = slices.Compact(missing)
		if err := roomForLabels(tx, len(missing)); err != nil {
			return nil, err
		}
		for _, title := range missing {
			label := newLabel(tx)
			label.Title = title
			err := tx.Exec(`
				INSERT INTO labels (account_id, id, title, color, show_on_sidebar, created_at, updated_at)
				VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (account_id, title) DO NOTHING`,
				label.AccountID, label.ID, label.Title, label.Color, label.ShowOnSidebar, label.CreatedAt, label.UpdatedAt)
			if err != nil {
				return nil, err
			}
		}
		return labelsByTitle(tx, titles)
	}
	return known, nil
}

func labelsByTitle(tx *Tx, titles []string) (map[string]*models.Label, error) {
	found, err := labels.List(tx, "l.account_id = ? AND l.title = ANY(?)", tx.Account, titles)
	byTitle := make(map[string]*models.Label, len(found))
	for _, l := range found {
		byTitle[l.Title] = l
	}
	return byTitle, err
}
