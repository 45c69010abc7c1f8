package demo

import "strings"

// plans are what the team sells, with the price of a month.
var plans = []struct {
	name  string
	price int
}{{"free", 0}, {"starter", 29}, {"pro", 79}, {"enterprise", 490}}

var (
	adjectives = strings.Fields("quiet amber brisk gentle rapid silver misty bold lucky calm patient crimson early hidden " +
		"polished wandering")
	things = strings.Fields("harbor meadow falcon river lantern maple comet orchard pebble thunder willow canyon breeze " +
		"otter summit feather")
	networks     = strings.Fields("twitter linkedin facebook instagram github telegram")
	sources      = []string{"organic search", "referral", "trade fair", "webinar", "newsletter", "partner", "ad campaign"}
	pages        = []string{"/", "/pricing", "/features/payments", "/card-readers", "/blog/moving-your-shop", "/docs/import", "/contact"}
	blockReasons = []string{"Spam", "Abusive language", "Advertises to our agents", "Fraudulent orders", "Phishing links"}
	jobTitles    = []string{"Owner", "Shop manager", "Head of e-commerce", "Accountant", "Marketing manager", "Web developer",
		"Operations lead",
		"Customer service", "Buyer", "Warehouse manager", "Managing director", "Office manager", "Designer", "IT administrator", "Intern"}
	browsers = [][2]string{{"Chrome", "Windows"}, {"Chrome", "Android"}, {"Chrome", "macOS"}, {"Safari", "iOS"}, {"Safari", "macOS"},
		{"Firefox", "Linux"}, {"Firefox", "Windows"}, {"Edge", "Windows"}}
	devices  = []string{"iPad", "Android tablet", "Windows laptop", "MacBook", "iPhone", "till in the shop"}
	features = []string{"gift cards", "stock counts", "the tax report", "discount codes", "customer groups", "the newsletter editor",
		"product variants", "the loyalty card"}
	apps = []string{"our bookkeeping", "the warehouse system", "our marketplace listings", "the newsletter tool", "the delivery service",
		"our calendar"}
	weekdays = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday")
)

var notes = []string{
	"Prefers to be called in the morning, before the shop opens.",
	"Wants all invoices as one PDF at the end of the month.",
	"Met at the spring fair. Interested in the second card reader.",
	"Speaks for three shops; check which one is meant before changing anything.",
	"Asked for a discount twice. Offered 10 % for a yearly contract, thinks about it.",
	"Very happy with the import. Would be a good reference.",
	"Changes bookkeeping at the end of the year, will need the export then.",
	"Had trouble with the delivery last time, so send with tracking.",
	"Decides together with the business partner; put both in copy.",
	"Uses a screen reader. Describe screens in words, no screenshots.",
	"Payment failed twice because the card had expired. Sorted out.",
	"Moves to a larger shop in autumn and will want more seats.",
	"Not the owner, may not change the plan. Ask for a confirmation by mail.",
	"Replies late at night; do not expect an answer the same day.",
}
