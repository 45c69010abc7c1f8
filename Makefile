.PHONY: generate test ci

generate:
	go generate ./...

test:
	go test ./...

ci:
	.ci/run
