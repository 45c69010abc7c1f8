package page_test

import (
	"fmt"

	"kith/models/page"
)

// A list is cut into pages: Window reads the arguments, Select makes the statement, Connect makes the page of its rows.
func ExampleOrder() {
	birds := page.Order{Name: "birds", ID: "b.id", Keys: []page.Key{{Name: "NAME", Expr: "b.name", Kind: page.Text}}}
	window, err := birds.Window(page.Args{First: ptr(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	statement, _ := birds.Select("b.name, "+birds.Columns(), "birds b", "b.account_id = ?", []any{1}, window)
	_ = statement // a LIMIT of two rows: one more than the page, to learn whether there is another

	rows := []page.Row[string]{
		{Node: "Kea", Values: []*string{ptr("Kea"), ptr("01890a5d-ac96-774b-bcce-b302099a8057")}},
		{Node: "Weka", Values: []*string{ptr("Weka"), ptr("01890a5d-ac96-774b-bcce-b302099a8058")}},
	}
	first := page.Connect(birds, window, rows)
	fmt.Println(first.Nodes(), first.PageInfo.HasNextPage)

	next, err := birds.Window(page.Args{First: ptr(1), After: first.PageInfo.EndCursor()})
	fmt.Println(next.Size, err)
	_, err = birds.Window(page.Args{First: ptr(1000)})
	fmt.Println(err)
	// Output:
	// [Kea] true
	// 1 <nil>
	// first: first must be between 1 and 100.
}
