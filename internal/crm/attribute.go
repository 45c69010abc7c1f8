package crm

import (
	"context"

	"kith/models"
	"kith/models/typeid"
)

// maxDefinitions bounds the definitions of a kind of record.
const maxDefinitions = 1000

var definitions = table[models.CustomAttributeDefinition]{
	from: "custom_attribute_definitions d",
	columns: []column[models.CustomAttributeDefinition]{
		{"d.account_id", func(d *models.CustomAttributeDefinition) any { return &d.AccountID }},
		{"d.id", func(d *models.CustomAttributeDefinition) any { return &d.ID }},
		{"d.model", func(d *models.CustomAttributeDefinition) any { return &d.Model }},
		{"d.key", func(d *models.CustomAttributeDefinition) any { return &d.Key }},
		{"d.display_name", func(d *models.CustomAttributeDefinition) any { return &d.DisplayName }},
		{"d.type", func(d *models.CustomAttributeDefinition) any { return &d.Type }},
		{"d.description", func(d *models.CustomAttributeDefinition) any { return &d.Description }},
		{"d.list_values", func(d *models.CustomAttributeDefinition) any { return &d.ListValues }},
		{"d.pattern", func(d *models.CustomAttributeDefinition) any { return &d.Pattern }},
		{"d.pattern_hint", func(d *models.CustomAttributeDefinition) any { return &d.PatternHint }},
		{"d.created_at", func(d *models.CustomAttributeDefinition) any { return &d.CreatedAt }},
		{"d.updated_at", func(d *models.CustomAttributeDefinition) any { return &d.UpdatedAt }},
	},
}

// ListDefinitions returns the definitions of custom attributes of a kind of record, by key.
func (s *Service) ListDefinitions(ctx context.Context, model models.AttributeModel) ([]*models.CustomAttributeDefinition, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return definitions.list(r.DB, "d.account_id = ? AND d.model = ? ORDER BY d.key LIMIT ?", r.Account, string(model), maxDefinitions)
}

// DefinitionsByID returns the definitions that exist, by id.
func (b *Batch) DefinitionsByID(ids []models.CustomAttributeDefinitionID, set Columns) map[models.CustomAttributeDefinitionID]*models.CustomAttributeDefinition {
	return byID(b, definitions, ids, set)
}

// CreateDefinition defines a custom attribute. Taken when the key is defined.
func (s *Service) CreateDefinition(ctx context.Context, in models.CustomAttributeDefinitionCreateInput) (*models.CustomAttributeDefinition, error) {
	var definition *models.CustomAttributeDefinition
	err := s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		definition = &models.CustomAttributeDefinition{AccountID: tx.Account, ID: typeid.New[models.CustomAttributeDefinitionID](),
			CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if refused := definition.Name(in); refused != nil {
			return refused
		}
		if err := definition.Apply(in.Patch()); err != nil {
			return err
		}
		n, err := definitions.count(tx.DB, maxDefinitions, "d.account_id = ? AND d.model = ?", tx.Account, string(in.Model))
		if err != nil {
			return err
		}
		if n >= maxDefinitions {
			return models.Errorf(models.Limit, "There can be at most %d definitions.", maxDefinitions)
		}
		return tx.Create(definition).Error
	})
	return definition, err
}

// UpdateDefinition changes a definition. Stored values stay.
func (s *Service) UpdateDefinition(ctx context.Context, in models.CustomAttributeDefinitionUpdateInput) (*models.CustomAttributeDefinition, error) {
	var definition *models.CustomAttributeDefinition
	err := s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		var err error
		if definition, err = lock(tx, definitions, in.ID, "custom attribute definition"); err != nil {
			return err
		}
		if err := definition.Apply(in); err != nil {
			return err
		}
		definition.UpdatedAt = tx.Now
		return save(tx, definition, in.ID)
	})
	return definition, err
}

// DeleteDefinition removes a definition. Stored values stay.
func (s *Service) DeleteDefinition(ctx context.Context, id models.CustomAttributeDefinitionID) error {
	return s.write(ctx, models.PermDefinitionWrite, func(tx *Tx) error {
		if _, err := lock(tx, definitions, id, "custom attribute definition"); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM custom_attribute_definitions WHERE account_id = ? AND id = ?", tx.Account, id).Error
	})
}

// checkAttributes checks what a patch sets against the definitions of its keys.
func checkAttributes(tx *Tx, model models.AttributeModel, patch models.JSON) (models.Errors, error) {
	found, err := definitionsOf(tx, model, models.AttributeKeys(patch))
	if err != nil {
		return nil, err
	}
	return models.CheckAttributes(patch, found), nil
}

// definitionsOf returns the definitions of the keys that have one; without keys it asks nobody.
func definitionsOf(tx *Tx, model models.AttributeModel, keys []string) ([]*models.CustomAttributeDefinition, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return definitions.list(tx.DB, "d.account_id = ? AND d.model = ? AND d.key = ANY(?)", tx.Account, string(model), keys)
}
