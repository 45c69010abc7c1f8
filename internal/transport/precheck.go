package transport

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// census counts a document before anything expensive looks at it. Every definition is walked once, fragments by memo, so
// that the work is linear in the document whatever it expands to.
type census struct {
	limits    Limits
	blocks    map[int]string // values of block strings, by their places
	fragments map[string]*ast.FragmentDefinition
	expanded  map[string]int  // selections of a fragment with all its fragments put in place
	open      map[string]bool // fragments being walked, to find cycles
	aliases   int
	directive int
	visited   int // selections and values looked at: the work done
	// path leads from an argument to the value that is being looked at.
	path []string
	err  gqlerror.List
}

// takeCensus refuses a document that is too large, or whose fragments are missing, circular or unused: validation would
// say so too, but can be made to work very long for it.
func takeCensus(doc *ast.QueryDocument, blocks map[int]string, limits Limits) (*census, gqlerror.List) {
	c := &census{
		limits:    limits,
		blocks:    blocks,
		fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		expanded:  make(map[string]int, len(doc.Fragments)),
		open:      map[string]bool{},
	}
	for _, f := range doc.Fragments {
		if c.fragments[f.Name] != nil {
			return c, at(f.Position, models.ValidationFailed, "There can be only one fragment named %q.", f.Name)
		}
		c.fragments[f.Name] = f
	}
	total := 0
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			c.value(v.DefaultValue, 0)
			c.directives(v.Directives)
		}
		c.directives(op.Directives)
		total = c.sum(total, c.selections(op.SelectionSet))
	}
	for _, f := range doc.Fragments {
		if _, used := c.expanded[f.Name]; !used && c.err == nil {
			return c, at(f.Position, models.ValidationFailed, "Fragment %q is never used.", f.Name)
		}
	}
	return c, c.err
}

// at makes an error with a place in the document.
func at(pos *ast.Position, code models.Code, format string, args ...any) gqlerror.List {
	errs := refuse(code, format, args...)
	if pos != nil {
		errs[0].Locations = []gqlerror.Location{{Line: pos.Line, Column: pos.Column}}
	}
	return errs
}

func (c *census) fail(errs gqlerror.List) {
	if c.err == nil {
		c.err = errs
	}
}

// sum adds up to just beyond the limit, so that doubling fragments do not overflow.
func (c *census) sum(a, b int) int {
	total := min(a+b, c.limits.ExpandedFields+1)
	if total > c.limits.ExpandedFields {
		c.fail(refuse(models.QueryTooComplex, "The query has more than %d fields with its fragments expanded.", c.limits.ExpandedFields))
	}
	return total
}

// selections counts fields, and fragments too: walking them is work as well.
func (c *census) selections(set ast.SelectionSet) int {
	n := 0
	for _, selection := range set {
		if c.err != nil {
			return n
		}
		c.visited++
		switch s := selection.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				if c.aliases++; c.aliases > c.limits.Aliases {
					c.fail(refuse(models.QueryTooComplex, "The query has more than %d aliases.", c.limits.Aliases))
				}
			}
			c.arguments(s.Arguments)
			c.directives(s.Directives)
			n = c.sum(n, c.sum(1, c.selections(s.SelectionSet)))
		case *ast.InlineFragment:
			c.directives(s.Directives)
			n = c.sum(n, c.sum(1, c.selections(s.SelectionSet)))
		case *ast.FragmentSpread:
			c.directives(s.Directives)
			n = c.sum(n, c.sum(1, c.fragment(s)))
		}
	}
	return n
}

func (c *census) fragment(s *ast.FragmentSpread) int {
	if n, known := c.expanded[s.Name]; known {
		return n
	}
	f := c.fragments[s.Name]
	if f == nil {
		c.fail(at(s.Position, models.ValidationFailed, "Unknown fragment %q.", s.Name))
		return 0
	}
	if c.open[s.Name] {
		c.fail(at(s.Position, models.ValidationFailed, "Cannot spread fragment %q within itself.", s.Name))
		return 0
	}
	c.open[s.Name] = true
	c.directives(f.Directives)
	n := c.selections(f.SelectionSet)
	delete(c.open, s.Name)
	c.expanded[s.Name] = n
	return n
}

func (c *census) arguments(args ast.ArgumentList) {
	for _, arg := range args {
		c.within(arg.Name, arg.Value, 0)
	}
}

// within looks at the value of an argument, or of a member of a value.
func (c *census) within(name string, v *ast.Value, depth int) {
	c.path = append(c.path, name)
	c.value(v, depth)
	c.path = c.path[:len(c.path)-1]
}

func (c *census) directives(list ast.DirectiveList) {
	for _, d := range list {
		if c.directive++; c.directive > c.limits.Directives {
			c.fail(refuse(models.QueryTooComplex, "The query has more than %d directives.", c.limits.Directives))
		}
		c.arguments(d.Arguments)
	}
}

func (c *census) value(v *ast.Value, depth int) {
	if v == nil || c.err != nil {
		return
	}
	c.visited++
	if v.Kind == ast.BlockValue && v.Position != nil {
		v.Raw = c.blocks[v.Position.Start]
	}
	if depth > c.limits.ValueDepth {
		c.fail(refuse(models.QueryTooComplex, "A value is nested deeper than %d levels.", c.limits.ValueDepth))
	}
	if (v.Kind == ast.StringValue || v.Kind == ast.BlockValue) && strings.ContainsRune(v.Raw, 0) {
		c.fail(holdsNUL(v.Position, c.path))
	}
	for i, child := range v.Children {
		c.within(cmp.Or(child.Name, strconv.Itoa(i)), child.Value, depth+1)
	}
}

// holdsNUL refuses a text that nothing can hold: PostgreSQL stores no NUL characters, so nothing that is looked for has one either. path
// leads from an argument or a variable to the text.
func holdsNUL(pos *ast.Position, path []string) gqlerror.List {
	name := strings.Join(path, ".")
	errs := at(pos, models.Invalid, "%.200s must not hold a NUL character.", cmp.Or(name, "A text"))
	errs[0].Extensions["field"] = slices.Clone(path)
	return errs
}
