package models

// countryVariants are names of countries beside those of CLDR: those of ISO 3166-1, former ones, and what people and programs write. Each
// line has a code and its names.
const countryVariants = `AE: UAE; Emirates
	AX: Aland
	BA: Bosnia; Bosnia and Herzegovina; Bosnia Herzegovina; Bosna i Hercegovina
	BL: Saint Barthelemy
	BN: Brunei Darussalam
	BO: Bolivia, Plurinational State of; Plurinational State of Bolivia
	BQ: Bonaire, Sint Eustatius and Saba
	BY: Republic of Belarus; Belorussia
	CC: Cocos Islands; Keeling Islands
	CD: Congo, Democratic Republic of the; Congo, The Democratic Republic of the; Democratic Republic of the Congo; DR Congo; DRC; Zaire
	CG: Congo; Republic of the Congo; Congo Republic
	CI: Cote d'Ivoire; Ivory Coast; Côte d’Ivoire
	CN: PRC; People's Republic of China; China, People's Republic of; Mainland China
	CV: Cabo Verde; Cape Verde
	CZ: Czech Republic; Czechia
	DE: Federal Republic of Germany; BRD
	DO: Dominican Rep.
	EH: Western Sahara
	FK: Falkland Islands; Falkland Islands (Malvinas)
	FM: Micronesia, Federated States of; Micronesia, Federated States of Micronesia; Federated States of Micronesia
	GB: UK; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; U.K.; G.B.
	GB: United Kingdom of Great Britain and Northern Ireland
	GM: Gambia, The; Republic of the Gambia
	GS: South Georgia
	HK: Hong Kong; Hong Kong SAR
	HM: Heard Island and McDonald Islands
	IR: Iran, Islamic Republic of; Islamic Republic of Iran; Persia; Iran, Islamic Republic of Persian Gulf
	KN: Saint Kitts and Nevis
	KP: North Korea; Korea, Democratic People's Republic of; Democratic People's Republic of Korea; DPRK; Korea, North
	KR: South Korea; Korea; Korea, Republic of; Republic of Korea; Korea, South; Korea, Republic of South Korea; ROK
	LA: Lao People's Democratic Republic; Lao PDR; Lao
	LY: Libyan Arab Jamahiriya; Libya
	MD: Moldova, Republic of; Republic of Moldova
	MF: Saint Martin (French part)
	MK: Macedonia; Macedonia, the Former Yugoslav Republic of; FYROM; Republic of North Macedonia
	MM: Burma; Myanmar
	MO: Macau; Macao
	NL: Holland; The Netherlands
	PN: Pitcairn
	PS: Palestine; Palestine, State of; State of Palestine; Palestinian Territory, Occupied; Occupied Palestinian Territory
	RU: Russian Federation
	SH: Saint Helena, Ascension and Tristan da Cunha
	SJ: Svalbard and Jan Mayen
	ST: Sao Tome & Principe
	SX: Sint Maarten (Dutch part)
	SY: Syrian Arab Republic
	SZ: Swaziland; Eswatini
	TF: French Southern Territories
	TL: East Timor; Timor-Leste
	TR: Turkey; Türkiye; Republic of Turkey
	TT: Trinidad; Tobago; Trinidad and Tobago
	TW: Taiwan, Province of China; Taiwan; Republic of China; Chinese Taipei
	TZ: Tanzania, United Republic of; United Republic of Tanzania; Tanzania, United Republic of Tanzania
	US: USA; U.S.; U.S.A.; United States of America; The United States; America; United States of America (USA)
	US: US of A; Estados Unidos de América
	VA: Holy See; Vatican; Holy See (Vatican City State); Vatican City State
	VE: Venezuela, Bolivarian Republic of; Bolivarian Republic of Venezuela; Venezuela, Bolivarian Republic of Venezuela
	VG: Virgin Islands, British; British Virgin Islands
	VI: Virgin Islands, U.S.; US Virgin Islands; United States Virgin Islands
	VN: Viet Nam; Vietnam
	XK: Kosovo`
