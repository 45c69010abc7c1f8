package graph

// The library's schema offers @defer, which nothing here serves: an answer is one piece. A document that has it does not validate.
func init() {
	delete(parsedSchema.Directives, "defer")
	delete(parsedSchema.Directives, "stream")
}
