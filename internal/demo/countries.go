package demo

import (
	"fmt"
	"strings"
)

// country is where some of the contacts live.
type country struct {
	code, name string
	weight     int
	tongue     string
	language   string
	cities     string
	// numbers are the beginnings of phone numbers, without the plus sign, that belong to nobody: ranges that the regulator
	// keeps for fiction where there are some, else ranges that are not assigned. digits is how many digits follow.
	numbers string
	digits  int
}

var countries = []country{
	{"US", "United States", 20, "english", "en", "New York, Chicago, Austin, Seattle, Denver, Portland, Atlanta, Boston, San Diego, Nashville",
		northAmerica, 2},
	{"CA", "Canada", 5, "english", "en", "Toronto, Montréal, Vancouver, Calgary, Halifax",
		"120455501 123655501 125055501 128955501 130655501 134355501 136555501 140355501 141655501 141855501 143155501 " +
			"143755501 143855501 145055501 150655501 151455501 151955501 157955501 158755501 160455501 161355501 164755501 " +
			"170555501 170955501 177855501 178055501 181955501 186755501 190255501 190555501", 2},
	{"GB", "United Kingdom", 8, "english", "en", "London, Manchester, Leeds, Glasgow, Bristol, Cardiff",
		"447700900 442079460 441134960 441144960 441154960 441164960 441174960 441214960 441314960 441414960 441514960 " +
			"441614960 441914980 442920180", 3},
	{"IE", "Ireland", 2, "irish", "en", "Dublin, Cork, Galway, Limerick", "35320910 35320911 35320912 35320913", 4},
	{"AU", "Australia", 4, "english", "en", "Sydney, Melbourne, Brisbane, Perth, Adelaide",
		"6125550 6127010 6135550 6137010 6175550 6177010 6185550 6187010", 4},
	{"NZ", "New Zealand", 1, "english", "en", "Auckland, Wellington, Christchurch", "6425", 7},
	{"FR", "France", 6, "french", "fr", "Paris, Lyon, Marseille, Toulouse, Nantes, Besançon",
		"3319900 3326191 3335301 3346571 3353649 3363998", 4},
	{"DE", "Germany", 7, "german", "de", "Berlin, München, Köln, Hamburg, Frankfurt am Main, Düsseldorf",
		"493023125 496990009 494066969 492214710 498999998", 3},
	{"ES", "Spain", 4, "spanish", "es", "Madrid, Barcelona, Sevilla, Málaga, A Coruña", "3456", 7},
	{"MX", "Mexico", 4, "spanish", "es", "Ciudad de México, Guadalajara, Mérida, Querétaro", "52170", 7},
	{"AR", "Argentina", 3, "spanish", "es", "Buenos Aires, Córdoba, Rosario", "5410", 8},
	{"CO", "Colombia", 2, "spanish", "es", "Bogotá, Medellín, Cali", "57335", 7},
	{"BR", "Brazil", 6, "portuguese", "pt", "São Paulo, Rio de Janeiro, Curitiba, Belém, Florianópolis", "55109", 8},
	{"PT", "Portugal", 2, "portuguese", "pt", "Lisboa, Porto, Évora", "35157", 7},
	{"IT", "Italy", 3, "italian", "en", "Roma, Milano, Torino, Bologna, Forlì", "3947", 8},
	{"NL", "Netherlands", 3, "dutch", "en", "Amsterdam, Rotterdam, Utrecht, Groningen", "3169", 7},
	{"SE", "Sweden", 2, "nordic", "en", "Stockholm, Göteborg, Malmö, Umeå", "4671", 7},
	{"PL", "Poland", 3, "polish", "en", "Warszawa, Kraków, Łódź, Gdańsk", "4840", 7},
	{"CZ", "Czechia", 1, "czech", "en", "Praha, Brno, Plzeň", "42064", 7},
	{"GR", "Greece", 2, "greek", "en", "Αθήνα, Θεσσαλονίκη, Πάτρα", "3057", 8},
	{"UA", "Ukraine", 2, "ukrainian", "en", "Київ, Львів, Одеса, Харків", "38040", 7},
	{"TR", "Türkiye", 2, "turkish", "en", "İstanbul, Ankara, İzmir, Eskişehir", "9068", 8},
	{"EG", "Egypt", 2, "arabic", "ar", "القاهرة, الإسكندرية, الجيزة", "2013", 8},
	{"AE", "United Arab Emirates", 2, "arabic", "ar", "دبي, أبوظبي, الشارقة", "97151", 7},
	{"MA", "Morocco", 1, "arabic", "fr", "Casablanca, Rabat, Fès, Marrakech", "21259", 7},
	{"IL", "Israel", 1, "hebrew", "en", "תל אביב, חיפה, ירושלים", "97275", 7},
	{"NG", "Nigeria", 3, "nigerian", "en", "Lagos, Abuja, Ibadan, Kano", "23479", 8},
	{"KE", "Kenya", 2, "kenyan", "en", "Nairobi, Mombasa, Kisumu", "25432", 7},
	{"ZA", "South Africa", 2, "southAfrican", "en", "Cape Town, Johannesburg, Durban", "2752", 7},
	{"IN", "India", 7, "hindi", "en", "Mumbai, Bengaluru, Delhi, Pune, Chennai", "9150", 8},
	{"TH", "Thailand", 1, "thai", "en", "กรุงเทพมหานคร, เชียงใหม่, ภูเก็ต", "6670", 7},
	{"VN", "Vietnam", 2, "vietnamese", "en", "Hà Nội, Đà Nẵng, Huế, Cần Thơ", "8465", 7},
	{"ID", "Indonesia", 2, "indonesian", "en", "Jakarta, Bandung, Surabaya, Yogyakarta", "6249", 9},
	{"CN", "China", 3, "chinese", "en", "上海, 北京, 深圳, 成都, 杭州", "86128", 8},
	{"TW", "Taiwan", 2, "chinese", "en", "台北, 高雄, 台中", "88657", 7},
	{"JP", "Japan", 5, "japanese", "ja", "東京, 大阪, 京都, 札幌, 福岡", "8169", 8},
	{"KR", "South Korea", 3, "korean", "en", "서울, 부산, 인천, 대구", "8213", 8},
}

// northAmerica are area codes with the exchange that is kept for fiction: 555-0100 to 555-0199.
var northAmerica = areaCodes(`201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251
	252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 334
	336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 440 443 469 478 479
	480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586`)

func areaCodes(codes string) string {
	var b strings.Builder
	for _, code := range strings.Fields(codes) {
		fmt.Fprintf(&b, "1%s55501 ", code)
	}
	return b.String()
}

// numberPlan generates the phone numbers of one country, none of them twice.
type numberPlan struct {
	prefixes []string
	digits   int
	walk     *walk
}

func newNumberPlan(c country, seed uint64) *numberPlan {
	size := 1
	for range c.digits {
		size *= 10
	}
	prefixes := strings.Fields(c.numbers)
	return &numberPlan{prefixes: prefixes, digits: c.digits, walk: newWalk(seed, size*len(prefixes))}
}

// next returns the next number in E.164; false when the country has no more.
func (p *numberPlan) next() (string, bool) {
	n, ok := p.walk.next()
	return fmt.Sprintf("+%s%0*d", p.prefixes[n%len(p.prefixes)], p.digits, n/len(p.prefixes)), ok
}
