package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// maxDefinitions limits the number of definitions listed for a kind of record.
const maxDefinitions = 1000

var definitions = store.NewTable[models.CustomAttributeDefinition]("custom_attribute_definitions d")

// ListDefinitions returns the definitions of custom attributes of a kind of record, by key.
func (s *Service) ListDefinitions(ctx context.Context, model models.AttributeModel) ([]*models.CustomAttributeDefinition, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return definitions.List(r, "d.account_id = ? AND d.model = ? ORDER BY d.key LIMIT ?", r.Account, string(model), maxDefinitions)
}

// DefinitionsByID returns the definitions that exist, by id.
func (b *Batch) DefinitionsByID(
	ids []models.CustomAttributeDefinitionID, set Columns,
) map[models.CustomAttributeDefinitionID]*models.CustomAttributeDefinition {
	return store.ByID(b.Batch, definitions, ids, set)
}

// CreateDefinition defines a custom attribute. Taken if the key is already defined.
func (s *Service) CreateDefinition(
	ctx context.Context, in models.CustomAttributeDefinitionCreateInput,
) (*models.CustomAttributeDefinition, error) {
	var definition *models.CustomAttributeDefinition
	err := s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		definition = &models.CustomAttributeDefinition{AccountID: tx.Account, ID: typeid.New[models.CustomAttributeDefinitionID](), Version: 1,
			CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if refused := definition.Name(in); refused != nil {
			return refused
		}
		if err := definition.Apply(in.Patch()); err != nil {
			return err
		}
		n, err := definitions.Count(tx, maxDefinitions, "d.account_id = ? AND d.model = ?", tx.Account, string(in.Model))
		if err != nil {
			return err
		}
		if n >= maxDefinitions {
			return models.Errorf(models.Limit, "There can be at most %d definitions.", maxDefinitions)
		}
		tx.Audit(models.AuditDefinitionCreated, definition.ID)
		if err := store.Create(tx, definition); err != nil || !definition.Evidence {
			return err
		}
		return evidenceChanged(tx)
	})
	if err != nil && definition != nil {
		err = withHolder(ctx, s, err, definitions, "d.account_id = ? AND d.model = ? AND (d.key = ? OR d.folded_key = ?)", string(in.Model),
			definition.Key, definition.FoldedKey)
	}
	return definition, err
}

// UpdateDefinition changes a definition. Values that are already stored are not changed.
func (s *Service) UpdateDefinition(
	ctx context.Context, in models.CustomAttributeDefinitionUpdateInput,
) (*models.CustomAttributeDefinition, error) {
	var definition *models.CustomAttributeDefinition
	err := s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		var err error
		if definition, err = lock[models.CustomAttributeDefinition](tx, in.ID, "custom attribute definition"); err != nil {
			return err
		}
		if err := models.Advance(definition, in.ExpectedVersion); err != nil {
			return err
		}
		before := definition.Evidence
		if err := definition.Apply(in); err != nil {
			return err
		}
		definition.UpdatedAt = tx.Now
		tx.Audit(models.AuditDefinitionUpdated, in.ID, models.GivenFields(in)...)
		if err := store.Save(tx, definition, in.ID); err != nil || before == definition.Evidence {
			return err
		}
		return evidenceChanged(tx)
	})
	return definition, err
}

// DeleteDefinition deletes a definition. Values that are already stored are not changed.
func (s *Service) DeleteDefinition(ctx context.Context, id models.CustomAttributeDefinitionID) error {
	return s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		definition, err := lock[models.CustomAttributeDefinition](tx, id, "custom attribute definition")
		if err != nil {
			return err
		}
		tx.Audit(models.AuditDefinitionDeleted, id)
		if err := store.Delete[models.CustomAttributeDefinition](tx, id); err != nil || !definition.Evidence {
			return err
		}
		return evidenceChanged(tx)
	})
}

// checkAttributes checks the values of a patch against the definitions of their keys.
func checkAttributes(tx *Tx, model models.AttributeModel, patch models.JSON) (models.Errors, error) {
	found, err := definitionsOf(tx, model, models.AttributeKeys(patch))
	if err != nil {
		return nil, err
	}
	return models.CheckAttributes(patch, found), nil
}

// definitionsOf returns the definitions of those keys that have one. Without keys it does not query the database.
func definitionsOf(tx *Tx, model models.AttributeModel, keys []string) ([]*models.CustomAttributeDefinition, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return definitions.List(tx, "d.account_id = ? AND d.model = ? AND d.key = ANY(?)", tx.Account, string(model), keys)
}
