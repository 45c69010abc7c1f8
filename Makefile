# Each step of .ci/run, which is where they are written, and what developers run beside them.
STEPS := format vet lint licences vulnerabilities generated schema test newest recipe roles pgdownload hidden pg15 pg16 pg17 pg18 \
	stored15 stored16 stored17 stored18 diskfull proxies clamd libreoffice s3 deploy citus citusall fuzz race conformance browser

.PHONY: ci generate long $(STEPS)

ci:
	.ci/run

$(STEPS):
	.ci/run $@

generate:
	go generate ./...

# The tests that can be of any size, whole: storms, races, random documents and filters, servers killed again and again.
long:
	KITH_TEST_LONG=1 go test -count=1 -timeout 60m ./...
