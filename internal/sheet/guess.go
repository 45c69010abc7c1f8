package sheet

import (
	"strings"
	"unicode"

	"github.com/wlynxg/chardet"
)

// minConfidence is how well a text must fit an encoding to be read by it.
const minConfidence = 0.5

// An ideographic is an encoding of more than one byte a character.
type ideographic struct {
	encoding string
	// names are those that chardet has for it.
	names []string
	// first are the first bytes of the characters that are frequent in it.
	first [][2]byte
	// common are frequent characters of names and places.
	common string
}

var ideographics = []ideographic{
	{"SHIFT_JIS", []string{"SHIFT_JIS", "CP932"}, [][2]byte{{0x82, 0x83}, {0x88, 0x97}},
		"田中山佐藤鈴木高橋伊渡辺村小林加吉川松本井上太郎子花美一二三東京都大阪市県区町名古屋福岡横浜北海道株式会社"},
	{"EUC-JP", []string{"EUC-JP"}, [][2]byte{{0xa4, 0xa5}, {0xb0, 0xcf}},
		"田中山佐藤鈴木高橋伊渡辺村小林加吉川松本井上太郎子花美一二三東京都大阪市県区町名古屋福岡横浜北海道株式会社"},
	{"GB18030", []string{"GB2312", "GB18030", "GBK"}, [][2]byte{{0xb0, 0xd7}},
		"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖金" +
			"北京上海广州深圳成都杭市省区县路号公司有限科技国中人大明小华丽伟洋芳娜强军"},
	{"BIG5", []string{"Big5"}, [][2]byte{{0xa4, 0xc6}},
		"陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊江呂何羅高蕭潘簡朱鍾游彭詹胡施沈台北市高雄中新竹縣區路號公司有限文大美明志"},
	{"EUC-KR", []string{"EUC-KR", "CP949"}, [][2]byte{{0xb0, 0xc8}},
		"김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구민수지현영미경진은희철호준울부산대인천광시도군동길로"},
}

// guessEncoding tells in which encoding a text that is not Unicode most probably is, and how well it fits, up to 1.
func guessEncoding(sample []byte) (name string, confidence float64) {
	decoded := map[string][]rune{}
	for _, e := range encodingNames {
		if text, err := e.of.NewDecoder().Bytes(sample); err == nil {
			decoded[e.name] = []rune(string(text))
		}
	}
	best := 0.0
	take := func(encoding string, fit float64) {
		if fit > best+1e-9 {
			name, best = encoding, fit
		}
	}
	for _, l := range languages {
		for _, encoding := range l.encodings {
			take(encoding, l.fits(decoded[encoding]))
		}
	}
	likely := strings.ToUpper(chardet.Detect(sample).Encoding)
	for _, i := range ideographics {
		fit := i.fits(sample, decoded[i.encoding])
		for _, name := range i.names {
			if strings.ToUpper(name) == likely && fit > 0 {
				fit += 0.3
			}
		}
		take(i.encoding, fit)
	}
	return name, min(best, 1)
}

// fits tells how well a text fits the encoding: most characters are frequent ones, and none is impossible.
func (i ideographic) fits(sample []byte, text []rune) float64 {
	frequent, all := 0, 0
	for at := 0; at < len(sample); at++ {
		if sample[at] < 0x80 {
			continue
		}
		all++
		for _, span := range i.first {
			if span[0] <= sample[at] && sample[at] <= span[1] {
				frequent++
			}
		}
		at++ // the second byte of the character
	}
	common, native := 0, 0
	for _, r := range text {
		switch {
		case r < 0x80:
			continue
		case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r):
			return 0
		case strings.ContainsRune(i.common, r):
			common++
		}
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || 0x3000 <= r && r < 0x3100 || 0xff00 <= r {
			native++
		}
	}
	if all == 0 || native == 0 {
		return 0
	}
	n := float64(all)
	return 0.55*float64(frequent)/n + 0.15*float64(native)/n + 0.6*float64(common)/n
}
