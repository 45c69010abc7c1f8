package crm

// lists returns an empty list for every key, so that a batch answers for each.
func lists[K comparable, T any](keys []K) map[K][]*T {
	m := make(map[K][]*T, len(keys))
	for _, k := range keys {
		m[k] = []*T{}
	}
	return m
}

// grouped sorts rows to their parents, keeping their order.
func grouped[K comparable, T any](keys []K, rows []*T, parent func(*T) K) map[K][]*T {
	m := lists[K, T](keys)
	for _, row := range rows {
		m[parent(row)] = append(m[parent(row)], row)
	}
	return m
}
