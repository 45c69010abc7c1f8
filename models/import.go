package models

import (
	"encoding/json"
	"slices"
	"strings"
)

// Bounds of an import.
const (
	MaxImportBytes = 50 << 20
	MaxImportRows  = 1_000_000
	// MaxImportWarnings is how many warnings of a job are stored; all are counted.
	MaxImportWarnings = 10_000
	// PreviewRows is how many rows a preview tries, SampleRows how many it looks at to guess what columns hold.
	PreviewRows = 20
	SampleRows  = 100
)

// ImportMode says whether an import creates contacts, updates them, or both.
type ImportMode string

// The modes; a blank one means ImportUpsert.
const (
	ImportCreate ImportMode = "CREATE"
	ImportUpdate ImportMode = "UPDATE"
	ImportUpsert ImportMode = "UPSERT"
)

// ImportOverwrite says which values of a contact that exists a row may replace.
type ImportOverwrite string

// The values; a blank one means OverwriteAlways.
const (
	OverwriteAlways    ImportOverwrite = "ALWAYS"
	OverwriteBlankOnly ImportOverwrite = "BLANK_ONLY"
	OverwriteNever     ImportOverwrite = "NEVER"
)

// UnknownColumns says what becomes of columns that are no field of contacts.
type UnknownColumns string

// The values; a blank one means UnknownRefuse.
const (
	UnknownRefuse     UnknownColumns = "REFUSE"
	UnknownIgnore     UnknownColumns = "IGNORE"
	UnknownAttributes UnknownColumns = "ATTRIBUTES"
)

// ImportKey is a value by which rows find their contacts.
type ImportKey string

// The keys, from the strongest to the weakest.
const (
	ImportByID          ImportKey = "ID"
	ImportByIdentifier  ImportKey = "IDENTIFIER"
	ImportByEmail       ImportKey = "EMAIL"
	ImportByPhoneNumber ImportKey = "PHONE_NUMBER"
)

// importKeys are the keys of addresses by the kind of address.
var importKeys = map[PointKind]ImportKey{PointIdentifier: ImportByIdentifier, PointEmail: ImportByEmail, PointPhone: ImportByPhoneNumber}

// keyKinds are the kinds of addresses from the strongest key to the weakest.
var keyKinds = []PointKind{PointIdentifier, PointEmail, PointPhone}

// ContactsImportInput imports contacts from a file.
type ContactsImportInput struct {
	File            Upload
	Map             []ColumnMap
	Mode            ImportMode
	Overwrite       ImportOverwrite
	MatchBy         []ImportKey
	UnknownColumns  UnknownColumns
	DateOrder       *DateOrder
	CreateCompanies bool
	DefaultRegion   *string
	Encoding        *string
	DryRun          bool
}

// ColumnMap assigns a column of a file to a field.
type ColumnMap struct {
	Column string
	Field  string
}

// ImportTask is the stored description of an import.
type ImportTask struct {
	// File is the stored file's name, Filename the name that the user gave it.
	File     string `json:"file"`
	Filename string `json:"filename"`
	// Format is how the file is written, in the form of package sheet. Encoding and Separator say it for imports that were started by an
	// older version.
	Format    JSON   `json:"format,omitempty"`
	Encoding  string `json:"encoding,omitempty"`
	Separator string `json:"separator,omitempty"`
	// Header holds the names of the columns, Columns what they are for.
	Header  []string        `json:"header"`
	Columns []*ImportColumn `json:"columns"`
	// Fields are the columns of imports that were started by an older version: the field of each, blank for one that is skipped.
	Fields []string `json:"fields,omitempty"`
	// Region is the default region of phone numbers without a country code; blank for that of the account.
	Region          string          `json:"region"`
	Mode            ImportMode      `json:"mode,omitempty"`
	Overwrite       ImportOverwrite `json:"overwrite,omitempty"`
	MatchBy         []ImportKey     `json:"matchBy,omitempty"`
	CreateCompanies bool            `json:"createCompanies,omitempty"`
	DateOrder       *DateOrder      `json:"dateOrder,omitempty"`
	// SpacedLabels says that labels are separated by spaces, as in the files of Zendesk.
	SpacedLabels bool `json:"spacedLabels,omitempty"`
	// Notes are warnings about the file as a whole.
	Notes []ImportWarning `json:"notes,omitempty"`

	// labels are the positions of columns of labels by those of the columns of their addresses, shared those of columns that say whether
	// these are shared.
	labels, shared map[int]int
}

// ImportWarning is something of a row that was not imported as it is, while the row was.
type ImportWarning struct {
	// Column is the name of the column, blank if the warning is about the row or the file.
	Column  string `json:"column"`
	Message string `json:"message"`
}

// ImportCells are a record of a file. Bad is blank, or says why the record can't be read; Line is where it begins then.
type ImportCells struct {
	Cells []string
	Line  int
	Bad   string
	// Left are the names of properties of a card that are too large to be imported.
	Left []string
}

// NewImportTask returns the task of an import, without what the file says. region is that of the account, which serves if the input names
// none. Invalid at defaultRegion and matchBy.
func NewImportTask(in ContactsImportInput, region string) (*ImportTask, error) {
	t := &ImportTask{Filename: in.File.Filename, Region: region, Mode: in.Mode, Overwrite: in.Overwrite, MatchBy: in.MatchBy,
		CreateCompanies: in.CreateCompanies, DateOrder: in.DateOrder}
	if in.DefaultRegion != nil {
		code, ok := CountryCode(strings.TrimSpace(*in.DefaultRegion))
		if t.Region = strings.ToUpper(strings.TrimSpace(*in.DefaultRegion)); !ok || code != t.Region {
			return nil, Errorf(Invalid, "The region must be ISO 3166-1 alpha-2, such as US.").At("defaultRegion")
		}
	}
	if in.MatchBy != nil && len(in.MatchBy) == 0 {
		return nil, Errorf(Required, "Name at least one key to match by, or leave them out for all.").At("matchBy")
	}
	return t, nil
}

// ReadImportTask reads a stored task.
func ReadImportTask(stored JSON) (*ImportTask, error) {
	t := &ImportTask{}
	if err := json.Unmarshal(stored, t); err != nil {
		return nil, err
	}
	if t.Columns == nil {
		for i, field := range t.Fields {
			t.Columns = append(t.Columns, &ImportColumn{Name: t.Header[i], Field: field})
		}
	}
	return t, nil
}

// Matches reports whether rows find contacts by a kind of key.
func (t *ImportTask) Matches(key ImportKey) bool {
	return len(t.MatchBy) == 0 || slices.Contains(t.MatchBy, key)
}

// AttributeKeys returns the keys of the custom attributes among the columns.
func (t *ImportTask) AttributeKeys() (keys []string) {
	for _, c := range t.Columns {
		if key, custom := c.attribute(); custom {
			keys = append(keys, key)
		}
	}
	return keys
}

// HasField reports whether a column is for a field.
func (t *ImportTask) HasField(field string) bool {
	return slices.ContainsFunc(t.Columns, func(c *ImportColumn) bool { return c.Field == field })
}

// keepsCards reports whether rows are cards that are kept as they are, with what can't be stored otherwise.
func (t *ImportTask) keepsCards() bool {
	return t.HasField(customPrefix+"vcard") || t.HasField(customPrefix+"jscontact")
}

// describingColumns returns labels and shared, which it computes once.
func (t *ImportTask) describingColumns() (labels, shared map[int]int) {
	if t.labels == nil {
		t.labels, t.shared = map[int]int{}, map[int]int{}
		for j, c := range t.Columns {
			if c.LabelOf > 0 {
				t.labels[c.LabelOf-1] = j
			}
			if c.SharedOf > 0 {
				t.shared[c.SharedOf-1] = j
			}
		}
	}
	return t.labels, t.shared
}

func (t *ImportTask) note(column, message string) {
	t.Notes = append(t.Notes, ImportWarning{column, message})
}
