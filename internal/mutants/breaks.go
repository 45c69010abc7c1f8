package main

import "slices"

// breaks is the list of the guarantees, by the part of the program that gives them. Whoever adds a guarantee adds its break:
// docs/CONTRIBUTING.md says how.
func breaks() []Break { return slices.Concat(crmBreaks, modelsBreaks) }
