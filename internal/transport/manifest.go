package transport

import (
	"encoding/json"
	"errors"
)

// apolloManifest is the format of Apollo's generate-persisted-query-manifest.
const apolloManifest = "apollo-persisted-query-manifest"

// ParseManifest reads trusted documents as compilers write them: graphql-codegen's client preset and relay-compiler an object of ids and
// texts, Apollo a list of operations.
func ParseManifest(content []byte) (map[string]string, error) {
	var apollo struct {
		Format     string
		Operations []struct{ ID, Body string }
	}
	if json.Unmarshal(content, &apollo) == nil && apollo.Format == apolloManifest {
		texts := make(map[string]string, len(apollo.Operations))
		for _, o := range apollo.Operations {
			if o.ID == "" || o.Body == "" {
				return nil, errors.New("an operation of the manifest has no id or no body")
			}
			texts[o.ID] = o.Body
		}
		return texts, nil
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil || texts == nil {
		return nil, errors.New("it must hold a JSON object of ids and documents, or a manifest of Apollo's")
	}
	return texts, nil
}
