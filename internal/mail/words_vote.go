package mail

import "rostrum/internal/prize"

// voteEdition is what voters are told in one language.
type voteEdition struct {
	letters map[Template]letter
	voids   map[prize.VoidReason]string // why votes were declared void, in half a sentence
}

// voteWords holds the languages in the order of words.
var voteWords = []voteEdition{
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest}: your votes were declared void", `Two officers have declared your votes in {contest} void: {void}.

The clause of the rules:

{reason}

If you do not agree, sign in and appeal, in your own words. You can do so until {until}. Nobody was told what you voted for.`},
			NomineeChanged: {"{contest}: you can vote again", `A nominee of {contest} has changed while voting was open. Votes of yours are void for that reason:

{reason}

Sign in to see which. While voting is open you can vote again in these categories. If you do not, they count as done all the same: your other votes lose nothing.`},
			AppealUpheld: {"{contest}: your votes count again", `Your appeal in {contest} was upheld. Your votes count again.

{reason}`},
			AppealDismissed: {"{contest}: your appeal was dismissed", `Your appeal in {contest} was dismissed. Your votes stay void.

{reason}`},
			VotingReminder: {"{contest}: {count} categories are missing", `You have begun to vote in {contest}. Voting closes at {until}. In these categories your vote is missing:

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "many votes were cast from one place within a short time", prize.ThrowawayAddress: "the mail address is one that anybody gets for some minutes",
			prize.SeveralAccounts: "one person voted under several addresses", prize.BoughtVotes: "the votes were bought", prize.OtherVoid: "they break the rules",
		},
	},
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest} : vos votes ont été annulés", `Deux responsables ont annulé vos votes dans {contest} : {void}.

L'article du règlement :

{reason}

Si vous n'êtes pas d'accord, connectez-vous et contestez cette décision avec vos propres mots, au plus tard le {until}. Personne n'a appris pour quels projets vous avez voté.`},
			NomineeChanged: {"{contest} : vous pouvez voter de nouveau", `Un projet nominé de {contest} a changé pendant le vote. Pour cette raison, certains de vos votes sont annulés :

{reason}

Connectez-vous pour voir lesquels. Tant que le vote est ouvert, vous pouvez voter de nouveau dans ces catégories. Sinon, elles comptent quand même comme faites : vos autres votes n'y perdent rien.`},
			AppealUpheld: {"{contest} : vos votes comptent de nouveau", `Votre contestation dans {contest} a été acceptée. Vos votes comptent de nouveau.

{reason}`},
			AppealDismissed: {"{contest} : votre contestation a été rejetée", `Votre contestation dans {contest} a été rejetée. Vos votes restent annulés.

{reason}`},
			VotingReminder: {"{contest} : il manque {count} catégories", `Vous avez commencé à voter dans {contest}. Le vote se termine le {until}. Il manque votre vote dans ces catégories :

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "de nombreux votes sont venus d'un même endroit en peu de temps", prize.ThrowawayAddress: "l'adresse électronique est de celles que chacun obtient pour quelques minutes",
			prize.SeveralAccounts: "une personne a voté sous plusieurs adresses", prize.BoughtVotes: "les votes ont été achetés", prize.OtherVoid: "ils enfreignent le règlement",
		},
	},
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest}: sus votos se han anulado", `Dos responsables han anulado sus votos en {contest}: {void}.

La cláusula de las reglas:

{reason}

Si no está de acuerdo, inicie sesión y recurra con sus propias palabras, hasta el {until}. Nadie ha sabido por qué proyectos votó.`},
			NomineeChanged: {"{contest}: puede votar de nuevo", `Un proyecto nominado de {contest} ha cambiado durante la votación. Por este motivo se han anulado votos suyos:

{reason}

Inicie sesión para ver cuáles. Mientras la votación esté abierta puede votar de nuevo en esas categorías. Si no lo hace, cuentan igualmente como hechas: sus demás votos no pierden nada.`},
			AppealUpheld: {"{contest}: sus votos cuentan de nuevo", `Su recurso en {contest} se ha estimado. Sus votos cuentan de nuevo.

{reason}`},
			AppealDismissed: {"{contest}: su recurso se ha desestimado", `Su recurso en {contest} se ha desestimado. Sus votos siguen anulados.

{reason}`},
			VotingReminder: {"{contest}: faltan {count} categorías", `Ha empezado a votar en {contest}. La votación cierra el {until}. Falta su voto en estas categorías:

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "se emitieron muchos votos desde un mismo lugar en poco tiempo", prize.ThrowawayAddress: "la dirección de correo es de las que cualquiera obtiene por unos minutos",
			prize.SeveralAccounts: "una persona votó con varias direcciones", prize.BoughtVotes: "los votos se compraron", prize.OtherVoid: "incumplen las reglas",
		},
	},
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest}: ваши голоса признаны недействительными", `Двое ответственных лиц признали ваши голоса недействительными ({contest}). Причина: {void}.

Пункт правил:

{reason}

Если вы не согласны, войдите и подайте апелляцию своими словами до {until}. Никто не узнал, за какие проекты вы голосовали.`},
			NomineeChanged: {"{contest}: вы можете проголосовать снова", `Во время голосования изменился один из номинантов ({contest}). Поэтому некоторые ваши голоса недействительны:

{reason}

Войдите, чтобы увидеть, какие именно. Пока голосование открыто, вы можете снова проголосовать в этих категориях. Если вы этого не сделаете, они всё равно считаются заполненными: остальные ваши голоса не пострадают.`},
			AppealUpheld: {"{contest}: ваши голоса снова учитываются", `Ваша апелляция удовлетворена ({contest}). Ваши голоса снова учитываются.

{reason}`},
			AppealDismissed: {"{contest}: ваша апелляция отклонена", `Ваша апелляция отклонена ({contest}). Ваши голоса остаются недействительными.

{reason}`},
			VotingReminder: {"{contest}: не хватает категорий: {count}", `Вы начали голосовать ({contest}). Голосование закрывается {until}. Не хватает вашего голоса в этих категориях:

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "много голосов поступило из одного места за короткое время", prize.ThrowawayAddress: "такой адрес почты кто угодно получает на несколько минут",
			prize.SeveralAccounts: "один человек голосовал под несколькими адресами", prize.BoughtVotes: "голоса были куплены", prize.OtherVoid: "они нарушают правила",
		},
	},
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest}: أُبطلت أصواتك", `أبطل مسؤولان أصواتك في {contest}: {void}.

البند من القواعد:

{reason}

إن لم توافق فسجّل الدخول وقدّم اعتراضك بكلماتك حتى {until}. لم يعرف أحد لأي المشاريع صوّتّ.`},
			NomineeChanged: {"{contest}: يمكنك التصويت من جديد", `تغيّر أحد المشاريع المرشحة في {contest} أثناء التصويت، ولذلك أُبطلت بعض أصواتك:

{reason}

سجّل الدخول لترى أيّها. ما دام التصويت مفتوحا يمكنك التصويت من جديد في هذه الفئات. وإن لم تفعل فإنها تُحسب مكتملة على أي حال، ولا تخسر أصواتك الأخرى شيئا.`},
			AppealUpheld: {"{contest}: أصواتك تُحسب من جديد", `قُبل اعتراضك في {contest}. أصواتك تُحسب من جديد.

{reason}`},
			AppealDismissed: {"{contest}: رُفض اعتراضك", `رُفض اعتراضك في {contest}. تبقى أصواتك باطلة.

{reason}`},
			VotingReminder: {"{contest}: تنقص {count} من الفئات", `بدأت التصويت في {contest}. يُغلق التصويت في {until}. ينقص صوتك في هذه الفئات:

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "أُدليَ بأصوات كثيرة من مكان واحد في وقت قصير", prize.ThrowawayAddress: "عنوان البريد من تلك التي يحصل عليها أي شخص لبضع دقائق",
			prize.SeveralAccounts: "صوّت شخص واحد بعدة عناوين", prize.BoughtVotes: "اشتُريت الأصوات", prize.OtherVoid: "أنها تخالف القواعد",
		},
	},
	{
		letters: map[Template]letter{
			VotesVoided: {"{contest}：您的投票已被宣布无效", `两位负责人已宣布您在{contest}中的投票无效：{void}。

规则条款：

{reason}

如果您不同意，请在{until}之前登录并用自己的话提出申诉。没有人得知您投给了哪些项目。`},
			NomineeChanged: {"{contest}：您可以重新投票", `{contest}在投票期间有提名项目发生变动，因此您的部分投票无效：

{reason}

请登录查看是哪些。在投票开放期间，您可以在这些类别中重新投票。如果不重新投票，这些类别仍视为已完成，您的其他投票不受影响。`},
			AppealUpheld: {"{contest}：您的投票重新计入", `您在{contest}中的申诉已获支持。您的投票重新计入。

{reason}`},
			AppealDismissed: {"{contest}：您的申诉被驳回", `您在{contest}中的申诉已被驳回。您的投票仍然无效。

{reason}`},
			VotingReminder: {"{contest}：还缺{count}个类别", `您已开始在{contest}中投票。投票于{until}截止。以下类别还缺您的投票：

{missing}`},
		},
		voids: map[prize.VoidReason]string{
			prize.BulkVoting: "短时间内有大量投票来自同一处", prize.ThrowawayAddress: "该邮箱地址属于任何人都可临时取得的地址",
			prize.SeveralAccounts: "一人用多个地址投票", prize.BoughtVotes: "投票系购买所得", prize.OtherVoid: "违反规则",
		},
	},
}
