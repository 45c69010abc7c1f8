package typeid_test

import (
	"fmt"

	"github.com/google/uuid"

	"kith/models/typeid"
)

// A noun gives its ids a prefix; the type of the ids is a struct of its own, so that ids of different nouns can't be mistaken.
type parrotNoun struct{}

func (parrotNoun) Prefix() string { return "parrot" }

type parrotID struct{ typeid.ID[parrotNoun] }

func Example() {
	id := typeid.Of[parrotID](uuid.MustParse("01890a5d-ac96-774b-bcce-b302099a8057"))
	fmt.Println(id)
	fmt.Println(typeid.Read[parrotID]("parrot_01h455vb4pex5vsknk084sn02q") == id)
	fmt.Println(typeid.Read[parrotID]("contact_01h455vb4pex5vsknk084sn02q").IsZero()) // the id of another noun
	// Output:
	// parrot_01h455vb4pex5vsknk084sn02q
	// true
	// true
}
