.PHONY: generate test long ci

generate:
	go generate ./...

test:
	go test ./...

# The tests that can be of any size, whole: storms, races, random documents and filters, servers killed again and again.
long:
	KITH_TEST_LONG=1 go test -count=1 -timeout 60m ./...

ci:
	.ci/run
