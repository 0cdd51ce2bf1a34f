package certificate

import "golang.org/x/text/language"

// words are what the page says in a language.
type words struct {
	tag  language.Tag
	Name string // of the language, in itself

	Direction   string
	Heading     string
	ThisProject string // before its title
	By          string // before the organisations
	HasWon      string
	IsChampion  string
	Category    string // before its number
	WinnerMark  string
	Champion    string
	ResultName  string // of the link to it
	Print       string // how it is printed
}

// Tag gives the tag of the language.
func (w words) Tag() string { return w.tag.String() }

// languages are the six of the United Nations, English first, as what stands where no other fits.
var languages = []words{
	{language.English, "English", "ltr", "Certificate", "This certifies that the project", "of", "has won the category",
		"is a champion: among the projects with most votes in the category", "Category", "Winner", "Champion", "The result as published", "Print this page on A4, across."},
	{language.French, "Français", "ltr", "Certificat", "Il est certifié que le projet", "de", "est lauréat de la catégorie",
		"est champion : il est parmi les projets qui ont reçu le plus de voix dans la catégorie", "Catégorie", "Lauréat", "Champion", "Le résultat publié", "À imprimer sur A4, en paysage."},
	{language.Spanish, "Español", "ltr", "Certificado", "Se certifica que el proyecto", "de", "ha ganado la categoría",
		"es campeón: está entre los proyectos más votados de la categoría", "Categoría", "Ganador", "Campeón", "El resultado publicado", "Imprima esta página en A4, apaisada."},
	{language.Russian, "Русский", "ltr", "Сертификат", "Настоящим удостоверяется, что проект", "организации", "победил в категории",
		"стал чемпионом: он среди набравших больше всего голосов в категории", "Категория", "Победитель", "Чемпион", "Опубликованный результат", "Печатайте на листе А4, альбомная ориентация."},
	{language.Arabic, "العربية", "rtl", "شهادة", "نشهد بأن مشروع", "المقدَّم من", "فاز في فئة",
		"من الأبطال: إنه من أكثر المشاريع حصولًا على الأصوات في فئة", "الفئة", "فائز", "بطل", "النتيجة المنشورة", "تُطبع هذه الصفحة على ورق A4 بالعرض."},
	{language.Chinese, "中文", "ltr", "证书", "兹证明项目", "所属组织：", "荣获以下类别的奖项",
		"成为优胜项目：它是以下类别中得票最多的项目之一", "类别", "获奖项目", "优胜项目", "已公布的结果", "请用A4纸横向打印本页。"},
}

var matcher = func() language.Matcher {
	tags := make([]language.Tag, len(languages))
	for i, l := range languages {
		tags[i] = l.tag
	}
	return language.NewMatcher(tags)
}()
