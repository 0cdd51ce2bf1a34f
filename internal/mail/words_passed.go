package mail

import "rostrum/internal/entry"

// passedLetter says in one language that an eligible entry was not nominated.
type passedLetter struct {
	subject string // with {entry}
	body    string // with {entry} and {contest}
	why     map[entry.PassedOver]string
}

// passedWords holds the languages in the order of words.
var passedWords = []passedLetter{
	{"Not nominated: {entry}", "The expert group of {contest} has decided which projects are nominated. “{entry}” is not among them.",
		map[entry.PassedOver]string{
			entry.NotPassed: "No majority of the experts who judged it let it pass.",
			entry.NoRoom:    "A majority of the experts let it pass, but other projects of its category stand before it and there was no room for more.",
			entry.NotJudged: "No expert handed in a judgement on it. If you think that this is a mistake, write to the secretariat before voting opens.",
		}},
	{"Non nominé : {entry}", "Le groupe d'experts de {contest} a décidé quels projets sont nominés. « {entry} » n'en fait pas partie.",
		map[entry.PassedOver]string{
			entry.NotPassed: "Il n'a pas obtenu la majorité des experts qui l'ont évalué.",
			entry.NoRoom:    "Il a obtenu la majorité des experts, mais d'autres projets de sa catégorie le précèdent et il n'y avait plus de place.",
			entry.NotJudged: "Aucun expert n'a rendu d'évaluation. Si vous pensez qu'il s'agit d'une erreur, écrivez au secrétariat avant l'ouverture du vote.",
		}},
	{"No nominado: {entry}", "El grupo de expertos de {contest} ha decidido qué proyectos son nominados. «{entry}» no está entre ellos.",
		map[entry.PassedOver]string{
			entry.NotPassed: "No obtuvo la mayoría de los expertos que lo evaluaron.",
			entry.NoRoom:    "Obtuvo la mayoría de los expertos, pero otros proyectos de su categoría lo preceden y no había más plazas.",
			entry.NotJudged: "Ningún experto entregó una evaluación. Si cree que es un error, escriba a la secretaría antes de que se abra la votación.",
		}},
	{"Не номинирован: {entry}", "Экспертная группа {contest} решила, какие проекты номинированы. «{entry}» не входит в их число.",
		map[entry.PassedOver]string{
			entry.NotPassed: "Большинство оценивших его экспертов не поддержало проект.",
			entry.NoRoom:    "Большинство экспертов поддержало проект, но другие проекты его категории стоят выше, и мест больше не было.",
			entry.NotJudged: "Ни один эксперт не представил оценки. Если вы считаете это ошибкой, напишите в секретариат до начала голосования.",
		}},
	{"لم يُرشَّح: {entry}", "قرر فريق خبراء {contest} المشاريع المرشحة، وليس «{entry}» من بينها.",
		map[entry.PassedOver]string{
			entry.NotPassed: "لم تؤيده أغلبية الخبراء الذين حكّموا فيه.",
			entry.NoRoom:    "أيدته أغلبية الخبراء، لكن مشاريع أخرى من فئته تسبقه ولم يبق مكان.",
			entry.NotJudged: "لم يقدّم أي خبير تحكيمًا فيه. إذا رأيت أن في ذلك خطأ فاكتب إلى الأمانة قبل بدء التصويت.",
		}},
	{"未获提名：{entry}", "{contest}专家组已决定哪些项目获得提名。“{entry}”不在其中。",
		map[entry.PassedOver]string{
			entry.NotPassed: "评审它的专家未有过半数予以通过。",
			entry.NoRoom:    "过半数专家予以通过，但同类别中其他项目排名在前，名额已满。",
			entry.NotJudged: "没有专家提交对它的评审。如果您认为有误，请在投票开始之前致函秘书处。",
		}},
}

// parts gives subject and body of the letter, still with its places to fill.
func (w passedLetter) parts(c Content) letter {
	return letter{w.subject, w.body + "\n\n" + w.why[c.PassedOver]}
}
