package models

import (
	"slices"
	"strings"
	"unicode"
)

// Fields that only imports have.
const (
	idField            = "id"
	firstNameField     = "firstName"
	companyIDField     = "companyId"
	companyNameField   = "companyName"
	companyDomainField = "companyDomain"
)

// columnNames are names of columns that are for one field. Addresses from such columns get the label. The names are in the form that
// columnKey gives them, without digits, the better ones first: if two columns could be for a field that has one value, the one whose name
// comes first is. They are those of our own fields, and those in the files of Chatwoot, HubSpot, Salesforce, Zendesk, Intercom, Pipedrive,
// Google Contacts, Outlook, LinkedIn and Mailchimp, in English, German, French, Spanish, Portuguese, Italian and Dutch, and the usual ones
// in Russian, Japanese, Chinese and Korean.
type columnNames struct{ field, label, names string }

var knownColumns = []columnNames{
	{"name", "", `name fullname contactname displayname customername contact kunde person
		vollstandigername vollername kontaktname anzeigename namevorname vornamename
		nomcomplet nometprenom prenometnom nomduclient nomducontact nombrecompleto nombreyapellidos nombreyapellido
		nomecompleto nomeesobrenome nomeecognome cognomeenome nominativo volledigenaam naam savedname publicname
		фио имяфамилия 氏名 お名前 名前 姓名 名字 이름 성명`},
	{firstNameField, "", `firstname givenname forename first fname vorname rufname prenom primernombre nombredepila
		primeironome voornaam roepnaam имя`},
	{"middleName", "", `middlename middlenames additionalname middle secondname zweitername zweitervorname deuxiemeprenom
		segundonombre nomedomeio segundonome secondonome tweedenaam tussenvoegsel weiterevornamen autresprenoms отчество`},
	{"lastName", "", `lastname surname familyname last lname nachname familienname zuname nomdefamille
		apellido apellidos primerapellido sobrenome apelido ultimonome cognome achternaam familienaam фамилия`},
	{"email", "", `email emailaddress emailvalue mail primaryemail primaryemailaddress contactemail emailaddresses
		emailadresse mailadresse emails adresseemail adressemail courriel adresseelectronique adressecourriel adressedemessagerie
		correo correoelectronico direcciondecorreo direcciondecorreoelectronico direccionemail
		enderecodeemail correioeletronico enderecoeletronico indirizzoemail postaelettronica indirizzodipostaelettronica emailadres mailadres
		additionalemail additionalemails additionalemailaddress additionalemailaddresses secondaryemail alternateemail otheremail
		workemailaddress emailother weitereemail autreemail otroemail otheremails secondaryemails alternateemails emailadresseemail
		почта электроннаяпочта メールアドレス メール eメール 邮箱 电子邮箱 电子邮件 邮件 電子郵件 이메일 이메일주소`},
	{"email", "work", `workemail businessemail emailwork officeemail companyemail emailgeschaftlich geschaftlicheemail dienstlicheemail
		emailprofessionnel emailprofessionnelle emaildetrabajo emailtrabajo correodeltrabajo emailcomercial emaildetrabalho
		emaillavoro emailaziendale zakelijkemail zakelijkeemail emailwerk`},
	{"email", "home", `homeemail personalemail privateemail emailhome emailpersonal emailprivat privateemailadresse emailpersonnel
		emailpersonnelle correopersonal emailpessoal emailpersonale priveemail emailprive`},
	{"phoneNumber", "", `phonenumber phone phonevalue telephone telephonenumber primaryphone primaryphonenumber tel phonenumbers phones
		contactphone contactnumber telefon telefonnummer rufnummer telefonnr numerodetelephone telephoneprincipal
		telefono numerodetelefono telefone numerodetelefone numeroditelefono telefoonnummer telefoon
		whatsapp whatsappnumber whatsappphonenumber otherphone additionalphone additionalphones additionalphonenumbers phoneother
		otherphones secondaryphone телефон номертелефона 電話番号 電話 电话 电话号码 전화번호 전화 연락처`},
	{"phoneNumber", "mobile", `mobile mobilephone mobilephonenumber mobilenumber cell cellphone cellphonenumber phonemobile mobil
		mobiltelefon mobilnummer mobiltelefonnummer handy handynummer portable telephoneportable telephonemobile mobiletelephone
		movil telefonomovil celular telefonocelular telemovel telefonecelular cellulare telefonocellulare mobiel mobieltelefoon
		mobielnummer mobieltelefoonnummer gsm мобильный мобильныйтелефон 携帯 携帯電話 携帯電話番号 手机 手机号 手机号码 手機
		휴대폰 휴대전화`},
	{"phoneNumber", "work", `workphone workphonenumber businessphone businessphonenumber officephone phonework directphone directphonenumber
		telefongeschaftlich telefonarbeit geschaftlichestelefon telephonebureau telephoneprofessionnel telefonodeltrabajo telefonodeltrabajo
		telefonotrabajo telefonedotrabalho telefonecomercial telefonolavoro telefonoufficio telefoonwerk zakelijketelefoon`},
	{"phoneNumber", "home", `homephone homephonenumber phonehome telefonprivat telephonedomicile telephonepersonnel telefonodecasa
		telefonoparticular telefoneresidencial telefonocasa telefoonthuis`},
	{"identifier", "", `identifier externalid externalidentifier externaluserid userid customerid recordid contactid personid leadid clientid
		memberid crmid customernumber customerno uniqueexternalid
		recordidcontact kundennummer kundennr kundenid kontaktid externeid identifiant identifiantexterne numeroclient
		numerodeclient idclient idcontact identificador idexterno idcliente numerodecliente idcontacto identificadorexterno numerocliente
		identificativo codicecliente idesterno klantnummer klantid contactpersoonid`},
	{companyNameField, "", `companyname company organizationname organisationname organization organisation accountname account
		associatedcompany primaryassociatedcompany associatedcompanyname primarycompany employer companyororganization
		firma firmenname unternehmen unternehmensname societe nomdelasociete entreprise nomdelentreprise
		empresa nombredelaempresa nombredeempresa compania organizacion nomedaempresa organizacao companhia
		azienda nomeazienda societa ditta organizzazione bedrijf bedrijfsnaam organisatie organisatienaam
		компания организация 会社名 会社 公司 公司名称 公司名稱 회사 회사명`},
	{companyDomainField, "", `companydomain companydomainname organizationdomain firmendomain domain`},
	{"jobTitle", "", `jobtitle position organizationtitle occupation jobposition title berufsbezeichnung stellenbezeichnung beruf
		jobbezeichnung funktion poste fonction intituleduposte profession cargo puesto puestodetrabajo ocupacion profesion funcao profissao
		posizione qualifica mansione professione functie functietitel beroep должность 役職 职位 职务 職稱 직책 직위`},
	{"city", "", `city town mailingcity addresscity businesscity homecity primarycity billingcity shippingcity othercity cityname locality
		stadt ort wohnort ville localite commune ciudad localidad poblacion cidade citta comune localita stad plaats woonplaats ortgeschaftlich
		ortprivat villebureau villedomicile город 市区町村 都市 城市 도시`},
	{"country", "", `country countryregion countryname mailingcountry addresscountry businesscountryregion homecountryregion
		businesscountry homecountry primarycountry billingcountry shippingcountry othercountry land staat pays paysregion pais paisregion
		paese paeseregione nazione landregion landregio landregiongeschaftlich
		landregionprivat paysregionbureau страна 国 国家 國家 국가`},
	{"countryCode", "", "countrycode countryisocode isocountrycode laendercode landercode"},
	{labelsField, "", `labels tags tag groupmembership categories groups contacttags schlagworter schlagworte etiketten kategorien gruppen
		etiquettes libelles groupes etiquetas categorias grupos etichette categorie gruppi groepen categorieen label
		метки теги タグ 标签 標籤 태그`},
	{"platform", "", "platform os operatingsystem"},
	{"referer", "", "referer referrer originalreferrer"},
	{"socialProfiles", "", "socialprofiles"},
}

// lastOrFull are names that are for the last name in files that have first names but no other column for last names; firstOrFull are names
// that are for the first name in files with last names but no other column for first names. Else both are for the full name.
const (
	lastOrFull  = " name nom naam "
	firstOrFull = " nombre nombres nome "
)

// aboutPeople are words that may stand before the name of a column.
var aboutPeople = []string{"person", "contact", "customer", "subscriber", "lead", "user", "client", "kontakt", "kunden"}

// columnKey returns the letters of the name of a column in lower case and without accents, and its digits: `E-mail 2 - Value` is emailvalue
// and 2.
func columnKey(name string) (letters, digits string) {
	for _, r := range Fold(strings.TrimSpace(name)) {
		switch {
		case unicode.IsDigit(r):
			digits += string(r)
		case unicode.IsLetter(r):
			letters += string(r)
		}
	}
	return letters, digits
}

// nameMatch is what the name of a column says: field is blank if it says nothing, rank is the position of the name among those of the
// field.
type nameMatch struct {
	field, label string
	rank         int
	sure         float64
}

// known maps names to what they say. Our own fields come first.
var known = func() map[string]nameMatch {
	m := map[string]nameMatch{}
	for _, f := range sheetOrder {
		letters, _ := columnKey(f.name)
		m[letters] = nameMatch{field: f.name, sure: 1}
	}
	for _, c := range knownColumns {
		for rank, name := range strings.Fields(c.names) {
			name, _ = columnKey(name)
			if _, taken := m[name]; !taken {
				m[name] = nameMatch{c.field, c.label, rank + 1, 0.9}
			}
		}
	}
	for _, name := range strings.Fields(lastOrFull + firstOrFull) {
		if _, taken := m[name]; !taken {
			m[name] = nameMatch{"name", "", 100, 0.8}
		}
	}
	return m
}()

// matchName returns what the name of a column says.
func matchName(name string) nameMatch {
	letters, _ := columnKey(name)
	if m, ok := known[letters]; ok {
		return m
	}
	for _, word := range aboutPeople {
		if rest, ok := strings.CutPrefix(letters, word); ok {
			if m, ok := known[rest]; ok && m.field != idField {
				m.rank, m.sure = m.rank+50, 0.8
				return m
			}
		}
	}
	return nameMatch{}
}

// describedKind returns the kind of address whose labels a column holds, such as `E-mail 1 - Label`, and its number; shared says that it
// holds instead whether they are shared. The kind is blank for other columns.
func describedKind(name string) (kind PointKind, digits string, shared bool) {
	letters, digits := columnKey(name)
	for _, ending := range []string{"label", "type", "typ", "tipo", "shared"} {
		stem, found := strings.CutSuffix(letters, ending)
		if !found {
			continue
		}
		for _, candidate := range []string{stem, stem + "value"} {
			if kind := kindOfField(known[candidate].field); kind != "" {
				return kind, digits, ending == "shared"
			}
		}
	}
	return "", "", false
}

// kindOfField returns the kind of address that a field holds, blank for other fields.
func kindOfField(field string) PointKind {
	for _, rule := range []pointRule{emailRule, phoneRule, identifierRule} {
		if field == rule.field || field == rule.plural {
			return rule.kind
		}
	}
	return ""
}

// ofZendesk reports whether a header is that of a file from Zendesk, where labels can't have spaces.
func ofZendesk(header []string) bool {
	for _, name := range []string{"external_id", "details", "tags"} {
		if !slices.Contains(header, name) {
			return false
		}
	}
	return true
}
