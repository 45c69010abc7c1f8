package picture

import (
	"encoding/xml"
	"fmt"
	"io"

	"kith/models"
)

// Colours are the backgrounds of initials: dark enough for white letters.
var Colours = [models.InitialsColours]string{"#b91c1c", "#c2410c", "#92400e", "#4d7c0f", "#15803d", "#0f766e", "#0e7490", "#1d4ed8",
	"#4338ca", "#7e22ce", "#a21caf", "#be185d"}

// Initials draws a square with letters, as SVG: what stands for a person without a picture.
func Initials(w io.Writer, letters string, colour, size int) error {
	if _, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 100 100">`+
		`<rect width="100" height="100" fill="%s"/><text x="50" y="50" dy=".35em" text-anchor="middle" fill="#fff" `+
		`font-family="system-ui,sans-serif" font-size="42">`, size, size, Colours[colour%len(Colours)]); err != nil {
		return err
	}
	if err := xml.EscapeText(w, []byte(letters)); err != nil {
		return err
	}
	_, err := io.WriteString(w, "</text></svg>")
	return err
}
