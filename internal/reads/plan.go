package reads

import (
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"kith/internal/crm"
)

// node is a field of a selection.
type node struct {
	field
	// key is the text in front of the value: "alias":
	key  string
	ast  *ast.Field
	list bool
	// required says that the field is non-null.
	required bool
	// below are the selections by the types that the field's rows can have; empty for a leaf.
	below []*selection
	// at is the node's index in run.fetched; size, set on a root, is the number of nodes.
	at, size int
}

// selection is the selection set of the rows of one type.
type selection struct {
	*objectType
	nodes []*node
	// columns are the columns that the rows need.
	columns crm.Columns
	// relations says that the selection has something to fetch.
	relations bool
}

// planKey identifies a plan: fields with the same alias are merged differently in different operations.
type planKey struct {
	operation *ast.OperationDefinition
	field     *ast.Field
}

// plan compiles a root field; nil if it selects a field that is not covered. A plan depends on the document alone, unless directives skip
// or include fields.
func (p *Path) plan(op *graphql.OperationContext, root graphql.CollectedField) *node {
	key := planKey{op.Operation, root.Field}
	if kept, ok := p.plans.Get(key); ok {
		return kept
	}
	c := compiler{Path: p, op: op}
	n := c.node(p.types["Query"], root)
	if n != nil {
		n.size = c.size
	}
	if !conditional(op.Doc) {
		p.plans.Add(key, n)
	}
	return n
}

type compiler struct {
	*Path
	op   *graphql.OperationContext
	size int
}

func (c *compiler) node(of *objectType, f graphql.CollectedField) *node {
	covered, ok := of.fields[f.Name]
	if !ok {
		return nil
	}
	n := &node{field: covered, key: string(appendString(nil, f.Alias)) + ":", ast: f.Field, at: c.size}
	c.size++
	if f.Definition == nil { // __typename
		return n
	}
	n.list, n.required = f.Definition.Type.Elem != nil, f.Definition.Type.NonNull
	target := c.schema.Types[f.Definition.Type.Name()]
	if !target.IsCompositeType() {
		return n
	}
	for _, possible := range c.schema.GetPossibleTypes(target) {
		s := c.selection(c.types[possible.Name], f.Selections)
		if s == nil {
			return nil
		}
		n.below = append(n.below, s)
	}
	return n
}

func (c *compiler) selection(of *objectType, set ast.SelectionSet) *selection {
	if of == nil {
		return nil
	}
	s := &selection{objectType: of, columns: of.always}
	for _, f := range graphql.CollectFields(c.op, set, of.satisfies) {
		n := c.node(of, f)
		if n == nil {
			return nil
		}
		if slices.ContainsFunc(s.nodes, func(other *node) bool { return other.key == n.key }) {
			continue
		}
		s.nodes = append(s.nodes, n)
		s.columns |= n.columns
		s.relations = s.relations || n.relation != nil
		for _, b := range n.below {
			if n.relation == nil { // its rows are made of this one's
				s.columns |= b.columns
				s.relations = s.relations || b.relations
			}
		}
	}
	return s
}

// conditional reports whether a document has directives, such as @skip and @include.
func conditional(doc *ast.QueryDocument) bool {
	var within func(ast.SelectionSet) bool
	within = func(set ast.SelectionSet) bool {
		return slices.ContainsFunc(set, func(s ast.Selection) bool {
			switch s := s.(type) {
			case *ast.Field:
				return len(s.Directives) > 0 || within(s.SelectionSet)
			case *ast.InlineFragment:
				return len(s.Directives) > 0 || within(s.SelectionSet)
			case *ast.FragmentSpread:
				return len(s.Directives) > 0
			}
			return false
		})
	}
	return slices.ContainsFunc(doc.Operations, func(o *ast.OperationDefinition) bool { return within(o.SelectionSet) }) ||
		slices.ContainsFunc(doc.Fragments, func(f *ast.FragmentDefinition) bool { return within(f.SelectionSet) })
}

// columnName is the column of a field: customAttributes is stored in custom_attributes.
func columnName(field string) string {
	var b strings.Builder
	for _, r := range field {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
