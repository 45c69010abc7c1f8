package demo_test

import (
	"testing"

	"kith/models"
)

func TestCustomAttributesFitTheirDefinitions(t *testing.T) {
	t.Parallel()
	w := standard()
	defined := map[models.AttributeModel][]*models.CustomAttributeDefinition{}
	for _, d := range w.Definitions {
		defined[d.Model] = append(defined[d.Model], &d)
	}
	keys := map[models.AttributeModel]map[string]bool{models.ContactAttribute: {}, models.CompanyAttribute: {}}
	fits := func(model models.AttributeModel, attributes models.JSON) {
		if refused := models.CheckAttributes(attributes, defined[model]); len(refused) > 0 {
			t.Errorf("%s: %v", attributes, refused)
		}
		for _, key := range models.AttributeKeys(attributes) {
			keys[model][key] = true
		}
	}
	for _, c := range w.Contacts {
		fits(models.ContactAttribute, c.CustomAttributes)
	}
	for _, c := range w.Companies {
		fits(models.CompanyAttribute, c.CustomAttributes)
	}
	for model, used := range keys {
		if len(used) != len(defined[model]) {
			t.Errorf("%s: %d keys, %d definitions", model, len(used), len(defined[model]))
		}
	}
}
