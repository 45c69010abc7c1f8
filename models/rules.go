package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kith/models/address"
)

// Bounds of what belongs to contacts.
const (
	MaxMessage     = 150_000
	MaxNote        = 20_000
	MaxFeedback    = 10_000
	MaxName        = 100
	MaxDescription = 1000
	MaxLabelTitle  = 64
	// ActivityInterval is the minimum time between two updates of a contact's last activity.
	ActivityInterval = time.Minute
)

var (
	titleRule  = regexp.MustCompile(`\A[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]+\z`)
	colorRule  = regexp.MustCompile(`\A#(?:[0-9a-f]{3}|[0-9a-f]{6})\z`)
	domainRule = regexp.MustCompile(`\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\z`)
)

// needLine is cleanLine for a required name.
func needLine(v string) (string, *Error) {
	return needText(address.Line(v), MaxName)
}

// needText is cleanText for a required text.
func needText(v string, limit int) (string, *Error) {
	s, e := cleanText(&v, limit)
	if e == nil && address.Line(s) == "" {
		e = Errorf(Required, "This must not be blank.")
	}
	return s, e
}

// Patch returns the creation as changes to an empty company.
func (in CompanyCreateInput) Patch() CompanyUpdateInput {
	return CompanyUpdateInput{Name: given(&in.Name), Domain: given(in.Domain), Description: given(in.Description),
		CustomAttributes: givenJSON(in.CustomAttributes)}
}

// Apply changes a company; it returns every rule that the input breaks.
func (c *Company) Apply(in CompanyUpdateInput) error {
	var errs Errors
	var e *Error
	if v := filled(in.Name, "name", &errs); v != nil {
		c.Name, e = needLine(*v)
		errs.Add(atField(e, "name"))
		c.NameKey = FoldKey(c.Name)
	}
	if v, ok := in.Domain.ValueOK(); ok {
		domain := address.Domain(deref(v))
		if domain != "" && (len(domain) > 253 || !domainRule.MatchString(domain)) {
			errs.Add(Errorf(Invalid, "A domain is a host name such as example.com.").At("domain"))
		}
		c.Domain = orNil(domain)
	}
	if v, ok := in.Description.ValueOK(); ok {
		c.Description, e = cleanText(v, MaxDescription)
		errs.Add(atField(e, "description"))
	}
	if v, ok := in.CustomAttributes.ValueOK(); ok {
		patched, e := ChangeAttributes(c.CustomAttributes, v, false)
		errs.Add(e)
		c.CustomAttributes = patched
	}
	return errs.OrNil()
}

// Apply changes an inbox; it returns every rule that the input breaks.
func (i *Inbox) Apply(in InboxUpdateInput) error {
	var errs Errors
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		i.Name = name
	}
	if v := filled(in.CsatSurveyEnabled, "csatSurveyEnabled", &errs); v != nil {
		i.CsatSurveyEnabled = *v
	}
	return errs.OrNil()
}

// Apply changes a label; it returns every rule that the input breaks.
func (l *Label) Apply(in LabelUpdateInput) error {
	var errs Errors
	var e *Error
	if v := filled(in.Title, "title", &errs); v != nil {
		l.Title, e = CleanLabelTitle(*v)
		errs.Add(atField(e, "title"))
	}
	if v := filled(in.Color, "color", &errs); v != nil {
		l.Color, e = cleanColor(*v)
		errs.Add(atField(e, "color"))
	}
	if v, ok := in.Description.ValueOK(); ok {
		l.Description, e = cleanText(v, MaxDescription)
		errs.Add(atField(e, "description"))
	}
	if v := filled(in.ShowOnSidebar, "showOnSidebar", &errs); v != nil {
		l.ShowOnSidebar = *v
	}
	return errs.OrNil()
}

// LabelKey returns the form in which titles of labels are stored and compared: without white space and invisible characters around it, in
// lower case and NFC.
func LabelKey(title string) string { return norm.NFC.String(strings.ToLower(address.Key(title))) }

// CleanLabelTitle trims, lower-cases and composes (NFC) a title: 2 to 64 letters and digits of any script, _ and -, beginning with a letter
// or digit.
func CleanLabelTitle(title string) (string, *Error) {
	title = LabelKey(title)
	if utf8.RuneCountInString(title) > MaxLabelTitle {
		return "", Errorf(TooLong, "A label has at most %d characters.", MaxLabelTitle)
	}
	if !titleRule.MatchString(title) {
		return "", Errorf(Invalid, "A label has at least 2 characters, only letters, digits, _ and -, and begins with a letter or digit.")
	}
	return title, nil
}

// CleanLabelTitles cleans the titles of a list, whose name in the input is field.
func CleanLabelTitles(titles []string, field string) ([]string, *Error) {
	if len(titles) > MaxLabels {
		return nil, Errorf(Limit, "At most %d labels are allowed.", MaxLabels).At(field)
	}
	clean := make([]string, len(titles))
	for i, title := range titles {
		var e *Error
		if clean[i], e = CleanLabelTitle(title); e != nil {
			return nil, e.At(field, strconv.Itoa(i))
		}
	}
	return clean, nil
}

func cleanColor(color string) (string, *Error) {
	color = strings.ToLower(strings.TrimSpace(color))
	if !colorRule.MatchString(color) {
		return "", Errorf(Invalid, "A colour is #rgb or #rrggbb.")
	}
	if len(color) == 4 {
		color = "#" + strings.Repeat(color[1:2], 2) + strings.Repeat(color[2:3], 2) + strings.Repeat(color[3:], 2)
	}
	return color, nil
}

// Apply sets a note's text.
func (n *Note) Apply(content string) error {
	text, e := needText(content, MaxNote)
	if e != nil {
		return e.At("content")
	}
	n.Content = text
	return nil
}

// Apply sets a message's values; it returns every rule that the input breaks.
func (m *Message) Apply(in MessageCreateInput) error {
	var errs Errors
	var e *Error
	m.MessageType = in.MessageType
	m.Content, e = needText(in.Content, MaxMessage)
	errs.Add(atField(e, "content"))
	m.Private = in.Private
	if in.Private && in.MessageType == Incoming {
		errs.Add(Errorf(Invalid, "A message from the contact can't be private.").At("private"))
	}
	source, e := cleanText(in.SourceID, MaxText)
	errs.Add(atField(e, "sourceId"))
	m.SourceID = orNil(source)
	errs.Add(m.describe(in.ContentAttributes))
	m.InReplyToID = in.InReplyToID
	if m.ContentType = ContentText; in.ContentType != nil {
		m.ContentType = *in.ContentType
	}
	if m.Status = MessageSent; in.Status != nil {
		m.Status = *in.Status
	}
	return errs.OrNil()
}

// Apply sets a new conversation's values; it returns every rule that the input breaks. The conversation of a blocked contact is always
// resolved.
func (c *Conversation) Apply(in ConversationCreateInput, blocked bool) error {
	var errs Errors
	c.Status = Open
	if in.Status != nil {
		c.Status = *in.Status
	}
	if c.Status == Snoozed {
		errs.Add(Errorf(Invalid, "A new conversation can't be snoozed.").At("status"))
	}
	if blocked {
		c.Status = Resolved
	}
	if in.Priority != nil {
		c.Urgency = *in.Priority
	}
	if !in.CustomAttributes.isNull() {
		patched, e := ChangeAttributes(c.CustomAttributes, in.CustomAttributes, false)
		errs.Add(e)
		c.CustomAttributes = patched
	}
	return errs.OrNil()
}

// Apply sets a rating's values; it returns every rule that the input breaks.
func (r *CsatResponse) Apply(in CsatResponseCreateInput) error {
	var errs Errors
	var e *Error
	if in.Rating < 1 || in.Rating > 5 {
		errs.Add(Errorf(Invalid, "A rating is 1 to 5.").At("rating"))
	}
	r.Rating = in.Rating
	r.Feedback, e = cleanText(in.Feedback, MaxFeedback)
	errs.Add(atField(e, "feedback"))
	return errs.OrNil()
}

// channelKinds are the kinds of addresses that the source ids of channels are; other channels have ids of their own.
var channelKinds = map[ChannelType]PointKind{ChannelEmail: PointEmail, ChannelSMS: PointPhone, ChannelWhatsApp: PointPhone}

// SourceID returns a contact's source id in a channel: the given one, else a new one for API and WEB_WIDGET, the preferred email for EMAIL,
// and the preferred phone number for SMS and WHATSAPP. Other channels require it. Emails and phone numbers are in their canonical form.
func SourceID(channel ChannelType, given *string, c *Contact, fresh string) (string, *Error) {
	source, e := cleanText(given, MaxText)
	if e != nil {
		return "", e.At("sourceId")
	}
	if source != "" {
		return SourceKeyIn(channel, source), nil
	}
	switch channel {
	case ChannelAPI, ChannelWebWidget:
		source = fresh
	default:
		source = c.SourceIn(channel)
	}
	if source == "" {
		return "", Errorf(Required, "This inbox needs the contact's source id: the contact has no address that could serve.").At("sourceId")
	}
	return source, nil
}

// SourceKeyIn returns a source id in the form in which a channel stores it: an email or a phone number in its canonical form.
func SourceKeyIn(channel ChannelType, source string) string {
	source = strings.TrimSpace(source)
	if kind, ok := channelKinds[channel]; ok {
		if key, ok := ReadPointKey(kind, source, "", ""); ok {
			return key.Key
		}
	}
	return source
}

// SourceIn returns the address under which the contact is reached in a channel now: the key of its preferred email or phone number. Blank
// for channels with ids of their own, and without such an address.
func (c *Contact) SourceIn(channel ChannelType) string {
	kind, ok := channelKinds[channel]
	if !ok {
		return ""
	}
	for _, p := range c.PointsOf(kind) {
		if p.Preferred {
			return p.Key
		}
	}
	return ""
}

// Verify checks the hash that proves one of a contact's identifiers: the hex HMAC-SHA256 under the inbox's key, compared in constant time.
// It returns the identifier. Without a hash the link stays unverified; a wrong hash is an error.
func (i *Inbox) Verify(c *Contact, identifierHash *string) (*PointKey, *Error) {
	if identifierHash == nil {
		return nil, nil
	}
	identifiers := c.PointsOf(PointIdentifier)
	if len(identifiers) == 0 {
		return nil, Errorf(Invalid, "The contact has no identifier that the hash could prove.").At("identifierHash")
	}
	claimed, err := hex.DecodeString(*identifierHash)
	for _, p := range identifiers {
		mac := hmac.New(sha256.New, []byte(i.HmacKey))
		mac.Write([]byte(p.Value))
		if err == nil && p.System == "" && hmac.Equal(mac.Sum(nil), claimed) {
			key := p.PointKey()
			return &key, nil
		}
	}
	return nil, Errorf(Invalid, "The hash does not prove the contact's identifier for this inbox.").At("identifierHash")
}
