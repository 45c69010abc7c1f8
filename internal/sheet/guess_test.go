package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestGuessEncoding has files of one row and of four in 25 languages, in each encoding that people store them in.
func TestGuessEncoding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		encodings string
		rows      string
	}{
		{"WINDOWS-1252 MACINTOSH IBM850", "Jörg Müller,Köln|Jürgen Groß,Düsseldorf|Änne Schäfer,München|Ute Weiß,Gießen"},
		{"WINDOWS-1252 MACINTOSH IBM850", "Gaëlle Lefèvre,Orléans|Inès Lefèvre,Orléans|François Château,Besançon|Zoé Bérard,Nîmes"},
		{"WINDOWS-1252 MACINTOSH", "José Núñez,Málaga|María Peña,Córdoba|Ramón Ibáñez,A Coruña|Íñigo Gómez,Cádiz"},
		{"WINDOWS-1252 MACINTOSH", "João Gonçalves,São Paulo|Conceição Magalhães,Brasília|Antônio Simões,Évora|Inês Araújo,Belém"},
		{"WINDOWS-1252 MACINTOSH", "Niccolò Libertà,Forlì|Cesare Dalò,Cefalù|Nicolò Bagalà,Cantù|Perché Così,Città"},
		{"WINDOWS-1252 MACINTOSH", "Åsa Sjöberg,Malmö|Björn Åkesson,Göteborg|Märta Öberg,Västerås|Håkan Nyström,Umeå"},
		{"WINDOWS-1252 MACINTOSH", "Søren Kjær,Århus|Åse Bjørnson,Tromsø|Jørgen Sæther,Bodø|Bjørg Ødegård,Ålesund"},
		{"WINDOWS-1250 ISO-8859-2", "Łukasz Żółty,Łódź|Małgorzata Wiśniewska,Gdańsk|Paweł Dąbrowski,Kraków|Święta Ćwikła,Poznań"},
		{"WINDOWS-1250 ISO-8859-2", "Jiří Dvořák,Plzeň|Růžena Šťastná,Ústí nad Labem|Václav Černý,České Budějovice|Ondřej Žižka,Liberec"},
		{"WINDOWS-1250", "László Győri,Győr|Erzsébet Szőke,Szűcsi|Ödön Kovács,Pécs|Ágnes Tóth,Kőszeg"},
		{"WINDOWS-1250", "Ştefan Popescu,Braşov|Răzvan Ţepeş,Constanţa|Ionuţ Bălan,Bacău|Mădălina Câmpeanu,Târgovişte"},
		{"WINDOWS-1251 KOI8-R X-MAC-CYRILLIC IBM866", "Иван Петров,Москва|Мария Сидорова,Казань|Алексей Щукин,Тверь|Юлия Чехова,Нижний Новгород"},
		{"WINDOWS-1251", "Їжак Ґудзь,Київ|Олена Єфименко,Львів|Віктор Шевченко,Харків|Юрій Яценко,Чернівці"},
		{"WINDOWS-1251", "Георги Димитров,София|Мария Иванова,Пловдив|Пламен Стоянов,Варна|Ъгъл Щерев,Русе"},
		{"WINDOWS-1253", "Γιώργος Παπαδόπουλος,Αθήνα|Μαρία Ιωάννου,Θεσσαλονίκη|Νίκος Αγγελόπουλος,Πάτρα|Ελένη Χρήστου,Λάρισα"},
		{"WINDOWS-1254", "İbrahim Yıldız,İstanbul|Ayşe Çağlar,Eskişehir|Gökçe Şahin,Muğla|Uğur Güneş,Diyarbakır"},
		{"WINDOWS-1255", "משה כהן,ירושלים|שרה לוי,תל אביב|דוד מזרחי,חיפה|רחל פרץ,באר שבע"},
		{"WINDOWS-1256", "محمد علي,القاهرة|فاطمة حسن,بغداد|عمر الخطيب,دمشق|ليلى منصور,الرياض"},
		{"WINDOWS-1257", "Jonas Žukauskas,Šiauliai|Rūta Petraitienė,Panevėžys|Gražina Šimkutė,Mažeikiai|Česlovas Ąžuolas,Kėdainiai"},
		{"WINDOWS-1257", "Jānis Bērziņš,Rīga|Līga Kļaviņa,Jūrmala|Pēteris Ģērmanis,Cēsis|Māra Ķēniņa,Rēzekne"},
		{"SHIFT_JIS EUC-JP", "山田太郎,東京都|佐藤花子,大阪市|鈴木イチロー,名古屋|たかはし けん,さいたま市"},
		{"GB18030", "王小明,北京市|李丽,上海市|张伟,广州|刘洋,深圳"},
		{"BIG5", "陳大文,台北市|林美麗,高雄市|黃志明,新竹|張惠妹,台東"},
		{"EUC-KR", "김철수,서울|이영희,부산광역시|박지민,대전|최수진,인천"},
		{"WINDOWS-874", "สมชาย ใจดี,กรุงเทพ|มาลี สุขใจ,เชียงใหม่|วิชัย ทองดี,ภูเก็ต|นงนุช แก้ว,ขอนแก่น"},
	} {
		rows := strings.Split(c.rows, "|")
		for want := range strings.FieldsSeq(c.encodings) {
			for _, n := range []int{1, 2, 4} {
				var b strings.Builder
				b.WriteString("Name,City,Email\r\n")
				for i, row := range rows[:n] {
					fmt.Fprintf(&b, "%s,p%d@example.com\r\n", row, i)
				}
				raw, err := encodings[want].NewEncoder().String(b.String())
				if err != nil {
					t.Fatal(err)
				}
				got, confidence := guessEncoding([]byte(raw))
				text, _ := encodings[got].NewDecoder().String(raw)
				if text != b.String() || confidence < minConfidence {
					t.Errorf("%s with %d rows: %s (%.2f) %q", want, n, got, confidence, strings.SplitN(text, "\n", 3)[1])
				}
			}
		}
	}
}

// TestFindEncoding finds encodings by the names that people have for them.
func TestFindEncoding(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"utf-8": "UTF-8", "UTF8": "UTF-8", " windows-1252": "WINDOWS-1252", "latin1": "WINDOWS-1252",
		"iso-8859-1": "WINDOWS-1252", "cp1251": "WINDOWS-1251", "MacRoman": "MACINTOSH", "mac": "MACINTOSH", "sjis": "SHIFT_JIS",
		"Shift-JIS": "SHIFT_JIS", "utf-16": "UTF-16LE", "utf16be": "UTF-16BE", "gbk": "GB18030", "gb2312": "GB18030", "cp850": "IBM850",
		"koi8-r": "KOI8-R", "euc_kr": "EUC-KR", "big5": "BIG5", "x-mac-cyrillic": "X-MAC-CYRILLIC"} {
		if got, err := FindEncoding(name); err != nil || got != want {
			t.Errorf("%q: %q %v", name, got, err)
		}
	}
	if _, err := FindEncoding("klingon"); err == nil || !strings.Contains(err.Error(), "WINDOWS-1252, ") {
		t.Error(err)
	}
	text := []byte("name\nJ\xf6rg\nZo\xeb\n") // which would be guessed to be Windows-1252
	for encoding, want := range map[string]string{"": "Jörg", "cp850": "J÷rg", "windows-1251": "Jцrg"} {
		f, err := DetectWith(opener(text), Hints{Encoding: encoding})
		if err != nil {
			t.Fatal(err)
		}
		r := NewReader(bytes.NewReader(text), f)
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if cells, err := r.Next(); err != nil || cells[0] != want {
			t.Errorf("%q: %q %v", encoding, cells, err)
		}
	}
}
