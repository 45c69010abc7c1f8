package live

import (
	"context"
	"fmt"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// list begins to send a list for the viewer of the context, if what the client asks for is valid.
func list[C any](ctx context.Context, h *Hub, w crm.Window, first, countLimit *int, has []have, noun string, word func(message) C) (
	<-chan C, error,
) {
	if err := h.crm.ReadsLists(ctx); err != nil {
		return nil, err
	}
	w.Viewer = models.ViewerFrom(ctx)
	if err := size(&w, first, countLimit); err != nil {
		return nil, err
	}
	if err := check(has, noun); err != nil {
		return nil, err
	}
	return follow(ctx, h, w, has, word)
}

// size sets how many rows a client asks for, and how far they are counted; nil stands for the defaults.
func size(w *crm.Window, first, countLimit *int) (err error) {
	if w.First, err = page.Size(first); err != nil {
		return models.Errorf(models.Invalid, "first must be between 1 and %d.", page.MaxSize).At("first")
	}
	if countLimit != nil {
		if w.CountLimit = *countLimit; w.CountLimit < 1 || w.CountLimit > crm.MaxCount {
			return models.Errorf(models.Invalid, "countLimit must be between 1 and %d.", crm.MaxCount).At("countLimit")
		}
	}
	return nil
}

// check checks the rows that a client says it has.
func check(has []have, noun string) error {
	if len(has) > models.MaxListHave {
		return models.Errorf(models.Invalid, "At most %d %ss can be named.", models.MaxListHave, noun).At("have")
	}
	seen := map[crm.RowID]bool{}
	for i, h := range has {
		if h.id == (crm.RowID{}) || seen[h.id] {
			return models.Errorf(models.Invalid, "This is no id of a %s, or it is named twice.", noun).At("have", fmt.Sprint(i), "id")
		}
		seen[h.id] = true
	}
	return nil
}

// nodesOf are the records of a snapshot.
func nodesOf[T any](all []any) []*T {
	nodes := make([]*T, len(all))
	for i, node := range all {
		nodes[i] = node.(*T)
	}
	return nodes
}

// idOf is the id of a noun, nil if there is none.
func idOf[K ~struct{ typeid.ID[N] }, N typeid.Noun](id *crm.RowID) *K {
	if id == nil {
		return nil
	}
	key := typeid.Of[K](*id)
	return &key
}
