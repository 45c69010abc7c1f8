package demo

import "strings"

// tongue is how people are called somewhere. A name in another script is followed by its Latin form, which addresses are
// made of: 佐藤=Sato. An underscore stands for a space.
type tongue struct {
	given, family string
	// order says how the two are put together, "family given" for instance.
	order string
}

const (
	givenFirst  = "given family"
	familyFirst = "family given"
	joined      = "familygiven"
)

var tongues = map[string]tongue{
	"english": {
		"Olivia Amelia Charlotte Harper Evelyn Hazel Nora Grace Ruth Naomi James Henry Oliver Theodore Samuel Caleb " +
			"Marcus Wesley Elliot Dennis Priya Mateo Zoë Renée Abigail Adrian Alistair Anthony Audrey Beatrix Bernard " +
			"Bridget Calvin Camille Clara Clive Damian Daphne Desmond Edith Edmund Eleanor Esther Felicity Fergus Florence " +
			"Gareth Georgia Gilbert Gwendolyn Harriet Hugo Imogen Isaac Ivy Jasper Josephine Julian Keith Lavinia Leonard " +
			"Lydia Malcolm Margot Maxwell Miriam Nathaniel Nigel Octavia Patrick Penelope Quentin Rosalind Rupert Sabrina " +
			"Sebastian Stella Tabitha Timothy Ursula Victor Violet Winifred Xavier",
		"Carter Bennett Hughes Whitaker Sullivan Brooks Foster Okafor Ramirez Nguyen Patel Kim Donovan Fletcher Hayes " +
			"Lindqvist Marsh O'Brien Pritchard Reyes Sinclair Thornton Vaughn Wexler Abbott Ainsworth Atherton Barlow " +
			"Beckett Blackwood Bradshaw Caldwell Chambers Cromwell Dalton Davenport Easton Ellison Fairchild Farrell " +
			"Gallagher Garrison Goodwin Hargreaves Hawthorne Holloway Ingram Jarvis Keating Kendrick Lancaster Langley " +
			"Lockwood Maddox Mercer Montague Norris Oakley Osborne Palmer Pemberton Quigley Ramsey Ridley Rutherford " +
			"Sanders Shepherd Stanton Tatum Templeton Underwood Vance Walsh Whitfield Winslow Yardley York Ashdown Birchall " +
			"Crowther Dunstan Everett Frobisher Grimshaw",
		givenFirst,
	},
	"irish": {
		"Aoife Ciara Niamh Saoirse Róisín Gráinne Seán Cillian Oisín Pádraig Conor Eoin",
		"Murphy Ó_Súilleabháin Byrne Gallagher Ní_Bhriain Doyle McCarthy Nolan Kavanagh Quinn O'Neill Dunne",
		givenFirst,
	},
	"french": {
		"Chloé Léa Inès Éloïse Margaux Anaïs Françoise Hélène Théo Étienne Jérôme Rémi Loïc Gaël Antoine Mathieu Aïcha " +
			"Yasmine Benoît Cécile Damien Élodie Fabien Geneviève Hugo Isabelle Julien Karine Laurent Mélanie Nicolas Odile " +
			"Pascal Solène",
		"Lefèvre Moreau Garnier Rousseau Chevalier Béranger Fontaine Delacroix Hervé Leclerc Dubois Traoré Nguyen " +
			"Marchand Perrault Guérin Aubert Bonnet Carpentier Deschamps Étienne Fournier Giraud Humbert Jacquet Lemaître " +
			"Mercier Noël Olivier Pelletier Renaud Simon Vasseur",
		givenFirst,
	},
	"german": {
		"Annika Frieda Jürgen Käthe Lena Greta Mareike Björn Götz Jörg Lukas Moritz Sören Ulrike Yıldız Selin Tobias " +
			"Heike Anja Dieter Elke Felix Gerhard Hannelore Ingo Jutta Klaus Leonie Matthias Nadine Oskar Petra Rüdiger " +
			"Silke Thorsten Wiebke",
		"Müller Schäfer Köhler Weiß Groß Böhm Krüger Jäger Vogel Brandt Öztürk Lindemann Hartwig Seidel Strauß Winkler " +
			"Ackermann Baumgartner Claussen Dietrich Eberhardt Freitag Gerlach Hoffmann Iversen Kästner Lorenz Meißner " +
			"Neumann Oswald Pfeiffer Reinhardt Schönfeld Thiele Ulbrich Voss",
		givenFirst,
	},
	"spanish": {
		"Lucía Sofía Martín Mateo Valentina Íñigo Begoña Ximena Joaquín Andrés José Guadalupe Camila Tomás Rocío Nuria " +
			"Álvaro Raúl Adriana Benito Carmen Diego Elena Fermín Gloria Héctor Irene Julián Leonor Manuel Noemí Óscar " +
			"Pilar Ramón Silvia Teresa",
		"García Núñez Fernández Peña Ibáñez Rodríguez Gómez Castaño Quiñones Ortega Salazar Zúñiga Muñoz Herrera Vélez " +
			"Domínguez Aguilar Benítez Cabrera Delgado Escobar Figueroa Gallego Hidalgo Iglesias Jiménez Lozano Medina " +
			"Navarro Olmos Paredes Rivas Serrano Tapia",
		givenFirst,
	},
	"portuguese": {
		"João Inês Tiago Beatriz Conceição Gonçalo Luísa Thaís Vinícius Mariana Rafael Letícia Antônio Débora Heloísa " +
			"Caetano Ana Bruno Cláudia Diogo Estela Fábio Gabriela Henrique Isabel Jorge Leonor Miguel Nuno Patrícia",
		"Gonçalves Araújo Conceição Assunção Nogueira Magalhães Simões Barbosa Cardoso Teixeira Sampaio Falcão Brandão " +
			"Leitão Rebelo Guimarães Almeida Batista Camargo Duarte Esteves Figueiredo Henriques Junqueira Lacerda Monteiro " +
			"Neves Pacheco Quintela Rezende Siqueira Tavares",
		givenFirst,
	},
	"italian": {
		"Giulia Niccolò Chiara Matteo Beatrice Lorenzo Ginevra Alessio Elettra Davide Noemi Ettore",
		"Ricci Bianchi Lo_Presti De_Santis Fabbri Marchetti Colombo Nicolò Ferraro Galli Moretti Zanetti",
		givenFirst,
	},
	"dutch": {
		"Sanne Daan Femke Bram Lotte Joost Maaike Thijs Anouk Sjoerd Fleur Zoë",
		"de_Vries van_den_Berg Bakker Visser Jansen Hoekstra van_Dijk Kuipers Dekker Postma Brouwer Wiersma",
		givenFirst,
	},
	"nordic": {
		"Åsa Björn Ingrid Øystein Søren Linnéa Håkan Astrid Märta Jørgen Sölve Freja",
		"Lindström Sjöberg Åkesson Nyström Bergqvist Øvergård Hægstad Sørensen Östlund Wallin Hedlund Nygård",
		givenFirst,
	},
	"polish": {
		"Agnieszka Łukasz Małgorzata Paweł Zofia Stanisław Bożena Wojciech Oliwia Michał Jagoda Grzegorz",
		"Wójcik Kowalczyk Zając Król Wróbel Nowak Mazur Dąbek Pająk Sikora Gołąb Stępień",
		givenFirst,
	},
	"czech": {
		"Jiří Tereza Ondřej Eliška Zdeněk Kateřina Vojtěch Markéta Tomáš Lenka",
		"Krejčí Kočí Hořejší Martinů Janů Petrů Jirků Havlů Matějů Dolejší",
		givenFirst,
	},
	"greek": {
		"Ελένη=Eleni Γιώργος=Giorgos Μαρία=Maria Νίκος=Nikos Κατερίνα=Katerina Δημήτρης=Dimitris Σοφία=Sofia Κώστας=Kostas " +
			"Ιωάννα=Ioanna Σπύρος=Spyros",
		"Παπαϊωάννου=Papaioannou Οικονόμου=Oikonomou Γεωργίου=Georgiou Δημητρίου=Dimitriou Βασιλείου=Vasileiou " +
			"Νικολάου=Nikolaou Αντωνίου=Antoniou Αθανασίου=Athanasiou",
		givenFirst,
	},
	"ukrainian": {
		"Оксана=Oksana Тарас=Taras Олена=Olena Богдан=Bohdan Ярина=Yaryna Андрій=Andrii Соломія=Solomiia Остап=Ostap " +
			"Ганна=Hanna Дмитро=Dmytro",
		"Шевченко=Shevchenko Коваленко=Kovalenko Бондаренко=Bondarenko Мельничук=Melnychuk Ткаченко=Tkachenko Кравчук=Kravchuk " +
			"Лисенко=Lysenko Гончаренко=Honcharenko",
		givenFirst,
	},
	"turkish": {
		"Ayşe Çağla Gülşen İrem Şebnem Elif Emre Ömer Uğur Tuğrul Yiğit Barış",
		"Yılmaz Çelik Şahin Öztürk Doğan Güneş Kılıç Aydın Şimşek Karaca Işık Türkoğlu",
		givenFirst,
	},
	"arabic": {
		"محمد=Mohamed فاطمة=Fatima أحمد=Ahmed ليلى=Layla يوسف=Youssef مريم=Maryam خالد=Khaled نور=Nour عمر=Omar سلمى=Salma " +
			"زينب=Zainab طارق=Tarek",
		"حداد=Haddad المنصوري=Al_Mansouri نجار=Najjar الفاسي=El_Fassi شاهين=Shaheen درويش=Darwish بركات=Barakat " +
			"الشريف=El_Sherif عثمان=Othman قاسم=Qasim",
		givenFirst,
	},
	"hebrew": {
		"נועה=Noa איתי=Itai תמר=Tamar יונתן=Yonatan מיכל=Michal עומר=Omer שירה=Shira אורי=Uri",
		"כהן=Cohen לוי=Levi מזרחי=Mizrahi פרץ=Peretz ביטון=Biton אברהם=Avraham פרידמן=Friedman דהן=Dahan",
		givenFirst,
	},
	"nigerian": {
		"Adaeze Chinedu Folákẹ́ Oluwaseun Ngozi Emeka Yetunde Babátúndé Amaka Ibrahim Hauwa Tunde",
		"Okonkwo Adébáyọ̀ Eze Balogun Nwosu Abubakar Ọláníyan Danjuma Obi Adeyemi Chukwu Lawal",
		givenFirst,
	},
	"kenyan": {
		"Wanjiru Otieno Achieng Kamau Njeri Kiprop Akinyi Mwangi Chebet Barasa Zawadi Baraka",
		"Odhiambo Wambui Kariuki Mutua Cheruiyot Omondi Nyambura Kiplagat Wekesa Njoroge Wairimu Maina",
		givenFirst,
	},
	"southAfrican": {
		"Thandiwe Sipho Nomvula Lerato Pieter Annelie Zanele Kagiso Riaan Ayanda Johann Naledi",
		"Dlamini Nkosi van_der_Merwe Khumalo Botha Mokoena Naidoo Mthembu Jacobs Sithole Pillay du_Plessis",
		givenFirst,
	},
	"hindi": {
		"प्रिया=Priya अर्जुन=Arjun अनन्या=Ananya राहुल=Rahul दीपिका=Deepika विक्रम=Vikram काव्या=Kavya रोहन=Rohan मीरा=Meera " +
			"संजय=Sanjay नेहा=Neha आदित्य=Aditya",
		"शर्मा=Sharma पटेल=Patel अय्यर=Iyer गुप्ता=Gupta रेड्डी=Reddy मेहता=Mehta सिंह=Singh नायर=Nair कुलकर्णी=Kulkarni " +
			"चटर्जी=Chatterjee",
		givenFirst,
	},
	"thai": {
		"สมชาย=Somchai มาลี=Malee อนงค์=Anong ณัฐพล=Natthaphon พิมพ์=Phim กมล=Kamon ศิริพร=Siriphon ธนา=Thana",
		"ศรีสุข=Srisuk ใจดี=Jaidee แสงทอง=Saengthong วงศ์ใหญ่=Wongyai บุญมี=Boonmee ทองคำ=Thongkham",
		givenFirst,
	},
	"vietnamese": {
		"Thảo Minh Hương Đức Linh Quân Ngọc Tuấn Phượng Khánh Yến Hiếu",
		"Nguyễn Trần Lê Phạm Hoàng Huỳnh Võ Đặng Bùi Đỗ",
		familyFirst,
	},
	"indonesian": {
		"Putri Budi Dewi Agus Sari Rizky Wulan Bayu Citra Fajar Indah Yusuf",
		"Wijaya Santoso Pratama Lestari Hidayat Nugroho Saputra Kusuma Siregar Halim",
		givenFirst,
	},
	"chinese": {
		"伟=Wei 芳=Fang 秀英=Xiuying 娜=Na 敏=Min 静=Jing 雨桐=Yutong 浩然=Haoran 子涵=Zihan 建国=Jianguo 欣怡=Xinyi 志明=Zhiming",
		"王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 杨=Yang 黄=Huang 吴=Wu 林=Lin 郭=Guo 欧阳=Ouyang 许=Xu",
		joined,
	},
	"japanese": {
		"健=Ken 美咲=Misaki 陽菜=Hina 翔太=Shota さくら=Sakura 大輔=Daisuke 結衣=Yui 直樹=Naoki 愛=Ai 拓海=Takumi 恵子=Keiko 誠=Makoto",
		"佐藤=Sato 鈴木=Suzuki 高橋=Takahashi 田中=Tanaka 渡辺=Watanabe 伊藤=Ito 山本=Yamamoto 中村=Nakamura 小林=Kobayashi 加藤=Kato 吉田=Yoshida " +
			"松本=Matsumoto",
		familyFirst,
	},
	"korean": {
		"민준=Minjun 서연=Seoyeon 지우=Jiwoo 하은=Haeun 도윤=Doyun 수빈=Subin 예준=Yejun 지민=Jimin 은지=Eunji 현우=Hyunwoo",
		"김=Kim 이=Lee 박=Park 최=Choi 정=Jung 강=Kang 조=Cho 윤=Yoon 장=Jang 임=Lim",
		joined,
	},
}

// name is a name as it is shown and in Latin letters.
type name struct{ shown, latin string }

func (d dice) name(from string) name {
	shown, latin, other := strings.Cut(strings.ReplaceAll(pick(d, strings.Fields(from)), "_", " "), "=")
	if !other {
		latin = shown
	}
	return name{shown, latin}
}

// person is who a contact is.
type person struct {
	country       country
	given, family name
	// full is the name as the contact is shown, in the script of the country or in Latin letters.
	full   string
	native bool
}

func (d dice) person(c country) person {
	t := tongues[c.tongue]
	p := person{country: c, given: d.name(t.given), family: d.name(t.family), native: d.chance(65)}
	if c.language == "es" && d.chance(35) {
		second := d.name(t.family)
		p.family = name{p.family.shown + " " + second.shown, p.family.latin}
	}
	order := t.order
	given, family := p.given.shown, p.family.shown
	if !p.native && p.given.latin != p.given.shown {
		given, family, order = p.given.latin, p.family.latin, givenFirst
	}
	p.full = strings.NewReplacer("given", given, "family", family).Replace(order)
	return p
}

// first returns how the person is addressed.
func (p person) first() string {
	if p.native {
		return p.given.shown
	}
	return p.given.latin
}

// last returns the family name in the script of the full name.
func (p person) last() string {
	if p.native {
		return p.family.shown
	}
	return p.family.latin
}
