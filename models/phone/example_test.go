package phone_test

import (
	"fmt"

	"kith/models/phone"
)

func ExampleNormalize() {
	number, ok := phone.Normalize("(212) 555-1234", "US")
	fmt.Println(number, ok)
	number, ok = phone.Normalize("call me", "US")
	fmt.Printf("%q %t\n", number, ok)
	// Output:
	// +12125551234 true
	// "" false
}

func ExampleInternational() {
	fmt.Println(phone.International("+442079460958"))
	fmt.Println(phone.National("+442079460958"))
	// Output:
	// +44 20 7946 0958
	// 020 7946 0958
}
