package mail

import "rostrum/internal/entry"

// entryLetter says in one language what became of an entry.
type entryLetter struct {
	subject string // with {state} and {entry}
	body    string // with {entry} and {contest}
	reason  string // with {reason}; only where one was given
	states  map[entry.State]stateWords
}

// stateWords are a state in a subject, and in a sentence or two.
type stateWords struct{ short, long string }

// entryWords holds the languages in the order of words.
var entryWords = []entryLetter{
	{
		subject: "{state}: {entry}",
		body:    "This is about “{entry}”, which your organisation enters into {contest}.\n\n{state}",
		reason:  "The reason given:\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"Submitted", "It was submitted. Now it is checked against the rules; until that is done you can withdraw it, but not change it."},
			entry.Eligible:   {"Eligible", "It meets the rules. Next, the expert group decides which projects are nominated."},
			entry.Returned:   {"Returned to you", "It was returned to you. Please change what is named below and submit it again before submission closes."},
			entry.Ineligible: {"Not eligible", "It does not meet the rules and takes no further part."},
			entry.Withdrawn:  {"Withdrawn", "It was withdrawn and takes no further part."},
			entry.Nominated:  {"Nominated", "It was nominated. From now on everybody can see it, and stakeholders can vote for it while voting is open."},
			entry.Champion:   {"Champion", "It is a champion: one of the projects with most votes in its category."},
			entry.Winner:     {"Winner", "It has won its category."},
		},
	},
	{
		subject: "{state} : {entry}",
		body:    "Ce message concerne « {entry} », que votre organisation présente à {contest}.\n\n{state}",
		reason:  "Le motif indiqué :\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"Soumis", "Le projet a été soumis. Sa conformité au règlement est maintenant vérifiée ; d'ici là, vous pouvez le retirer, mais non le modifier."},
			entry.Eligible:   {"Recevable", "Le projet est conforme au règlement. Le groupe d'experts décide ensuite quels projets sont nominés."},
			entry.Returned:   {"À revoir", "Le projet vous est renvoyé. Modifiez ce qui est indiqué ci-dessous et soumettez-le de nouveau avant la clôture des soumissions."},
			entry.Ineligible: {"Non recevable", "Le projet n'est pas conforme au règlement et ne participe plus."},
			entry.Withdrawn:  {"Retiré", "Le projet a été retiré et ne participe plus."},
			entry.Nominated:  {"Nominé", "Le projet est nominé. Tout le monde peut désormais le voir, et les parties prenantes peuvent voter pour lui pendant le vote."},
			entry.Champion:   {"Champion", "Le projet est champion : il est parmi ceux qui ont reçu le plus de voix dans sa catégorie."},
			entry.Winner:     {"Lauréat", "Le projet a remporté sa catégorie."},
		},
	},
	{
		subject: "{state}: {entry}",
		body:    "Este mensaje trata de «{entry}», que su organización presenta a {contest}.\n\n{state}",
		reason:  "El motivo indicado:\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"Presentado", "El proyecto se ha presentado. Ahora se comprueba si cumple las reglas; mientras tanto puede retirarlo, pero no modificarlo."},
			entry.Eligible:   {"Admitido", "El proyecto cumple las reglas. A continuación, el grupo de expertos decide qué proyectos son nominados."},
			entry.Returned:   {"Devuelto", "El proyecto se le ha devuelto. Modifique lo que se indica abajo y preséntelo de nuevo antes de que cierre el plazo."},
			entry.Ineligible: {"No admitido", "El proyecto no cumple las reglas y deja de participar."},
			entry.Withdrawn:  {"Retirado", "El proyecto se ha retirado y deja de participar."},
			entry.Nominated:  {"Nominado", "El proyecto ha sido nominado. Desde ahora todos pueden verlo, y las partes interesadas pueden votarlo mientras la votación esté abierta."},
			entry.Champion:   {"Campeón", "El proyecto es campeón: está entre los más votados de su categoría."},
			entry.Winner:     {"Ganador", "El proyecto ha ganado en su categoría."},
		},
	},
	{
		subject: "{state}: {entry}",
		body:    "Это письмо о проекте «{entry}», который ваша организация представляет на {contest}.\n\n{state}",
		reason:  "Указанная причина:\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"Подано", "Проект подан. Теперь проверяется, отвечает ли он правилам; пока идёт проверка, его можно отозвать, но нельзя изменить."},
			entry.Eligible:   {"Допущено", "Проект отвечает правилам. Далее группа экспертов решит, какие проекты номинировать."},
			entry.Returned:   {"Возвращено вам", "Проект возвращён вам. Исправьте то, что указано ниже, и подайте его снова до окончания приёма заявок."},
			entry.Ineligible: {"Не допущено", "Проект не отвечает правилам и далее не участвует."},
			entry.Withdrawn:  {"Отозвано", "Проект отозван и далее не участвует."},
			entry.Nominated:  {"Номинировано", "Проект номинирован. Теперь его видят все, и за него можно голосовать, пока идёт голосование."},
			entry.Champion:   {"Чемпион", "Проект стал чемпионом: он среди набравших больше всего голосов в своей категории."},
			entry.Winner:     {"Победитель", "Проект победил в своей категории."},
		},
	},
	{
		subject: "{state}: {entry}",
		body:    "هذه الرسالة بشأن «{entry}» الذي تشارك به مؤسستكم في {contest}.\n\n{state}",
		reason:  "السبب المذكور:\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"قُدِّم", "قُدِّم المشروع. يجري الآن التحقق من استيفائه للقواعد، ويمكنكم خلال ذلك سحبه ولكن لا يمكنكم تعديله."},
			entry.Eligible:   {"مقبول", "المشروع مستوفٍ للقواعد. يقرر فريق الخبراء بعد ذلك المشاريع التي تُرشَّح."},
			entry.Returned:   {"أُعيد إليكم", "أُعيد المشروع إليكم. يُرجى تعديل ما يُذكر أدناه ثم تقديمه مجددًا قبل إغلاق باب التقديم."},
			entry.Ineligible: {"غير مقبول", "المشروع غير مستوفٍ للقواعد ولن يستمر في المشاركة."},
			entry.Withdrawn:  {"سُحب", "سُحب المشروع ولن يستمر في المشاركة."},
			entry.Nominated:  {"مرشَّح", "رُشِّح المشروع. يمكن للجميع الآن الاطلاع عليه، ويمكن لأصحاب المصلحة التصويت له ما دام التصويت مفتوحًا."},
			entry.Champion:   {"بطل", "المشروع من الأبطال: إنه من أكثر المشاريع حصولًا على الأصوات في فئته."},
			entry.Winner:     {"فائز", "فاز المشروع في فئته."},
		},
	},
	{
		subject: "{state}：{entry}",
		body:    "本邮件涉及贵组织参加{contest}的项目“{entry}”。\n\n{state}",
		reason:  "所述理由：\n\n{reason}",
		states: map[entry.State]stateWords{
			entry.Submitted:  {"已提交", "项目已提交，现正核查其是否符合规则；在此期间您可以撤回，但不能修改。"},
			entry.Eligible:   {"符合条件", "项目符合规则。接下来由专家组决定提名哪些项目。"},
			entry.Returned:   {"已退回", "项目已退回给您。请修改下面指出之处，并在提交截止之前重新提交。"},
			entry.Ineligible: {"不符合条件", "项目不符合规则，不再参加评选。"},
			entry.Withdrawn:  {"已撤回", "项目已撤回，不再参加评选。"},
			entry.Nominated:  {"已获提名", "项目已获提名。现在所有人都能看到它，利益攸关方可在投票期间为其投票。"},
			entry.Champion:   {"优胜项目", "项目成为优胜项目：它是所在类别中得票最多的项目之一。"},
			entry.Winner:     {"获奖项目", "项目赢得了所在类别的奖项。"},
		},
	},
}

// parts gives subject and body of a letter about an entry, still with its places to fill.
func (w entryLetter) parts(c Content) letter {
	body := w.body
	if c.Reason != "" {
		body += "\n\n" + w.reason
	}
	return letter{w.subject, body}
}
