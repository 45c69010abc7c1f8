package models_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/models"
)

// TestMessageHTML: nothing of what strangers send runs, loads or tells where it is read.
func TestMessageHTML(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"structure": {"<p>Hi <b>Ada</b><br>bye</p>", "<p>Hi <b>Ada</b><br>bye</p>"},
		"scripts":   {`<script>alert(1)</script><p onclick="x()">Hi</p><svg onload=x()>`, "<p>Hi</p>"},
		"styles":    {`<style>p{}</style><p style="position:fixed" class="x">Hi</p>`, "<p>Hi</p>"},
		"pictures":  {`<img src="https://track.example/x.png">Hi`, "Hi"},
		"frames":    {`<iframe src="https://x.example"></iframe><form action="/"><input></form>Hi`, "Hi"},
		"links": {`<a href="https://x.example/y">y</a>`,
			`<a href="https://x.example/y" rel="nofollow noreferrer noopener" target="_blank">y</a>`},
		"no links": {`<a href="javascript:x()">y</a>`, "y"},
	} {
		attributes, err := json.Marshal(map[string]any{"email": map[string]any{"html_content": map[string]any{"full": c.in}}})
		if err != nil {
			t.Fatal(err)
		}
		got := (&models.Message{Attributes: attributes}).Email().HTML()
		if got == nil || strings.TrimSpace(*got) != c.want {
			t.Errorf("%s: %q, not %q", name, *got, c.want)
		}
	}
	if got := (&models.Message{Attributes: models.JSON(`{"email": {"subject": "x"}}`)}).Email().HTML(); got != nil {
		t.Errorf("an email without HTML: %q", *got)
	}
}
