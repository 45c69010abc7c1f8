package main

import (
	"fmt"

	"kith/models"
)

// operation is one thing that all servers are asked, each time with other values.
type operation struct {
	// name is what people call it; the limit servers know it by path.
	name, path, query string
	// values returns the variables of Kith's query, and the same as the limit servers take them: by position. n is new each time.
	values func(n int) (variables map[string]any, args []string)
	// write says that it changes the database, so that no contact can be asked for twice.
	write bool
	// cookie is that of the session that asks; the API token does if it is blank.
	cookie string
}

const summary = `id name email phoneNumber countryCode lastActivityAt createdAt`

var countries = []string{"DE", "FR", "US", "JP", "BR"}

// operations are what is measured, those that write last.
func operations(contacts int, s samples) []operation {
	search := func(name string, fragment func(n int) string) operation {
		return operation{name: "search, " + name, path: "search",
			query: `query($search: String!) { contacts(first: 25, search: $search) { nodes { ` + summary + ` } } }`,
			values: func(n int) (map[string]any, []string) {
				return map[string]any{"search": fragment(n)}, []string{fragment(n)}
			}}
	}
	filter := func(name, key string, value func(n int) string) operation {
		return operation{name: "filter, " + name, path: "filter", query: `
			query($key: String!, $value: String!, $country: String!, $label: String!) {
				contacts(first: 25, orderBy: [{by: {field: NAME}, direction: ASC}], filter: {
					customAttributes: [{key: $key, text: {eq: $value}}], countryCode: {eq: $country}, labels: {any: [$label]}
				}) { nodes { ` + summary + ` } } }`,
			values: func(n int) (map[string]any, []string) {
				country, label := countries[n%len(countries)], fmt.Sprintf("label-%d", 1+n%20)
				return map[string]any{"key": key, "value": value(n), "country": country, "label": label}, []string{key, value(n), country, label}
			}}
	}
	return append([]operation{
		{name: "list", path: "list", query: listQuery, values: nothing},
		{name: "detail", path: "detail", query: detailQuery, values: func(n int) (map[string]any, []string) {
			id := s.talkative[n%len(s.talkative)]
			return map[string]any{"id": id}, []string{id.UUID.String()}
		}},
		search("1 hit", func(n int) string { return fmt.Sprintf("mail%d@", 1+5*(n*7919%(contacts/5))) }),
		search("1,000 hits", func(n int) string { return fmt.Sprintf("clan%03d", 1+n%49) }),
		search("10,000 hits", func(n int) string { return fmt.Sprintf("clan%02d", n%30) }),
		filter("30 hits", "industry", func(n int) string { return fmt.Sprintf("industry %d", 1+n%49) }),
		filter("1,000 hits", "plan", func(n int) string { return []string{"free", "pro", "team"}[n%3] }),
		{name: "first page", path: "first", query: `{ contacts(first: 25) { nodes { ` + summary + ` } pageInfo { hasNextPage } } }`,
			values: nothing},
		{name: "page at row 200,000", path: "page",
			query: `query($after: Cursor!) { contacts(first: 25, after: $after) { nodes { ` + summary + ` } pageInfo { hasNextPage } } }`,
			values: func(int) (map[string]any, []string) {
				return map[string]any{"after": s.deep}, []string{s.createdAt, s.lastSeen}
			}},
		{name: "groups", path: "groups", query: `{ contactGroups(by: COUNTRY) { key count } }`, values: nothing},
	}, writes(s)...)
}

func nothing(int) (map[string]any, []string) { return nil, nil }

const listQuery = `{
	contacts(first: 25) {
		nodes {
			` + summary + ` version contactType
			labels { id title color }
			inboxes { id name channelType }
			conversations(first: 3) { nodes { id displayId status lastActivityAt } }
			csat { averageRating count }
		}
		pageInfo { hasNextPage }
	}
}`

const detailQuery = `query($id: ID!) {
	contact(by: {id: $id}) {
		` + summary + ` version contactType
		labels { id title color }
		inboxes { id name channelType }
		notes(first: 10) { nodes { id content createdAt } }
		conversations(first: 20) {
			nodes {
				id displayId status lastActivityAt
				messages(first: 10) { nodes { id messageType content createdAt } }
			}
		}
		csat { averageRating count }
	}
}`

func writes(s samples) []operation {
	return []operation{
		{name: "create", path: "create", write: true, query: `
			mutation($name: String!, $email: String!, $phone: String!) {
				contactCreate(input: {name: $name, email: $email, phoneNumber: $phone, countryCode: "US", labels: ["label-1"]}) {
					contact { id version name email phoneNumber createdAt }
					userErrors { message }
				}
			}`,
			values: func(n int) (map[string]any, []string) {
				name, email, phone := fmt.Sprintf("new%d person", n), fmt.Sprintf("new%d@example.com", n), fmt.Sprintf("+1415%07d", 2000000+n)
				return map[string]any{"name": name, "email": email, "phone": phone}, []string{name, email, phone}
			}},
		{name: "update", path: "update", write: true, query: `
			mutation($id: ID!, $lastName: String!) {
				contactUpdate(input: {id: $id, lastName: $lastName}) {
					contact { id version lastName updatedAt }
					userErrors { message }
				}
			}`,
			values: func(n int) (map[string]any, []string) {
				id, lastName := s.quiet[len(s.quiet)-1-n%len(s.quiet)], fmt.Sprintf("changed%d", n)
				return map[string]any{"id": id, "lastName": lastName}, []string{id.UUID.String(), lastName}
			}},
		{name: "merge", path: "merge", write: true, query: `
			mutation($into: ID!, $from: ID!) {
				contactMerge(input: {into: $into, from: [$from]}) {
					contact { id version }
					merge { id }
					userErrors { message }
				}
			}`,
			values: func(n int) (map[string]any, []string) {
				into, from := s.pair(n)
				return map[string]any{"into": into, "from": from}, []string{into.UUID.String(), from.UUID.String()}
			}},
	}
}

// pair returns two contacts that no other n has.
func (s samples) pair(n int) (into, from models.ContactID) {
	return s.quiet[2*n%len(s.quiet)], s.quiet[(2*n+1)%len(s.quiet)]
}
