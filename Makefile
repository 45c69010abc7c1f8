# Each step of .ci/run, which is where they are written, and what developers run beside them.
STEPS := format vet static lint generated test race conformance

.PHONY: ci generate $(STEPS)

ci:
	.ci/run

$(STEPS):
	.ci/run $@

generate:
	go generate ./...
