package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v3"

	"kith/internal/crm"
	"kith/models"
)

func passwordFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "password", Destination: to, Usage: "- reads it from the first line of standard input, " +
		"none leaves the user to the OpenID Connect provider; made and printed, once, without it"}
}

// choosePassword returns a password, nil for none, and what was made up to be shown. A password as an argument could be read by
// everyone on the machine.
func choosePassword(flag string, in io.Reader) (password *string, made string, err error) {
	switch flag {
	case "":
		made = crm.NewSecret()[:20]
		return &made, made, nil
	case noPassword:
		return nil, "", nil
	case streamName:
		line, err := bufio.NewReader(io.LimitReader(in, 4*models.MaxPassword)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, "", err
		}
		line = strings.TrimRight(line, "\r\n")
		if refused := models.CheckPassword(line); refused != nil {
			return nil, "", errors.New(refused.Message)
		}
		return &line, "", nil
	}
	return nil, "", errors.New("-password is - (standard input) or none: others on this machine can read arguments")
}

func tellPassword(made string) string {
	if made == "" {
		return ""
	}
	return fmt.Sprintf("Password %s (shown this once)\n", made)
}
