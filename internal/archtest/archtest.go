// Package archtest holds rules about the source as a whole: which package may import which, how long files and lines are, and that
// packages and the schema are documented. Its tests enforce them. docs/ARCHITECTURE.md says why.
package archtest
