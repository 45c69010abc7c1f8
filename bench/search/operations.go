package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// operation is one thing that both servers are asked, each time with other values.
type operation struct {
	name, path, query string
	// values are the variables of the query, and the parameters of the path, of the nth request.
	values func(n int) map[string]string
}

const fields = `{ nodes { id name email phoneNumber countryCode lastActivityAt createdAt } }`

const searchQuery = `query($search: String!) { contacts(first: 25, search: $search) ` + fields + ` }`

const filterQuery = `query($key: String!, $value: String!, $country: String!, $label: String!) {
	contacts(first: 25, orderBy: [{field: NAME, direction: ASC}], filter: {
		customAttributes: [{key: $key, text: {eq: $value}}], countryCode: {eq: $country}, labels: {any: [$label]}
	}) ` + fields + ` }`

var countries = []string{"DE", "FR", "US", "JP", "BR"}

var operations = []operation{
	{"search, 1 hit", "/search", searchQuery, func(n int) map[string]string {
		return map[string]string{"search": fmt.Sprintf("mail%d@", 1+5*(n*7919%60_000))}
	}},
	{"search, 1,000 hits", "/search", searchQuery, func(n int) map[string]string {
		return map[string]string{"search": fmt.Sprintf("clan%03d", n%300)}
	}},
	{"search, 10,000 hits", "/search", searchQuery, func(n int) map[string]string {
		return map[string]string{"search": fmt.Sprintf("clan%02d", n%30)}
	}},
	{"filter, 30 hits", "/filter", filterQuery, func(n int) map[string]string {
		return map[string]string{"key": "industry", "value": fmt.Sprintf("industry %d", n%100), "country": countries[n%5], "label": fmt.Sprintf("label-%d", 1+n%20)}
	}},
	{"filter, 1,000 hits", "/filter", filterQuery, func(n int) map[string]string {
		return map[string]string{"key": "plan", "value": []string{"free", "pro", "team"}[n%3], "country": countries[n%5], "label": fmt.Sprintf("label-%d", 1+n%20)}
	}},
}

func (o operation) kith(base string) func(int) (*http.Request, error) {
	return func(n int) (*http.Request, error) {
		body, err := json.Marshal(map[string]any{"query": o.query, "variables": o.values(n)})
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, base+"/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		return r, nil
	}
}

func (o operation) limit(base string) func(int) (*http.Request, error) {
	return func(n int) (*http.Request, error) {
		values := url.Values{}
		for k, v := range o.values(n) {
			values.Set(k, v)
		}
		return http.NewRequest(http.MethodGet, base+o.path+"?"+values.Encode(), nil)
	}
}
