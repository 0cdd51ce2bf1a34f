package mail

import "golang.org/x/text/language"

// letter is a template in one language. The code stands in the subject too, so that it can be read from a
// notification, and alone on its line, so that a phone offers to copy it.
type letter struct{ subject, body string }

// edition is all letters in one language.
type edition struct {
	language string
	letters  map[Template]letter
	end      string
}

// languages finds the edition for a reader; its order is that of words.
var languages = language.NewMatcher([]language.Tag{
	language.English, language.French, language.Spanish, language.Russian, language.Arabic, language.Chinese,
})

// words holds the six languages of the United Nations, English first for everybody else.
var words = []edition{
	{
		language: "en",
		letters: map[Template]letter{
			SignInCode: {"{code} is your sign-in code", `Your code to sign in:

{code}

It is good for {minutes} minutes, once, and only in the program that asked for it.

If you did not ask for a code, you need not do anything: without this mail nobody can sign in as you. Give the code to nobody; we never ask for it.`},
			ChangeCode: {"{code} confirms your new address", `Your code to confirm this address for your account:

{code}

It is good for {minutes} minutes, once, and only in the program that asked for it.

If you did not ask for this, you need not do anything. Give the code to nobody; we never ask for it.`},
			AddressChanged: {"Your address was changed", `Your account has another mail address now. From now on we write to that one, and you sign in with it.

If it was not you who changed it, tell the secretariat of the forum at once.`},
			JurorInvited: {"Will you judge for {contest}?", `The secretariat asks you to judge as a member of the expert group of {contest}.

Sign in with this address, and accept or decline. The place is yours: it cannot be passed on to somebody else. If you decline, the secretariat will ask another expert.`},
			InvitationReminder: {"{contest}: will you judge? An answer is awaited", `You were asked to judge as a member of the expert group of {contest}, and have not answered. Please do before {until}.

Sign in with this address, and accept or decline. Both are welcome: if you decline, the secretariat can ask another expert in time.`},
			JuryAssigned: {"{contest}: you have entries to judge", `Entries of {contest} are assigned to you: {count} are waiting.

The scores are sealed until {until}; nobody reads them before. If you should not judge one of them, because you know the people or work with them, say so there, and somebody else gets it.`},
			JuryReminder: {"{contest}: {count} entries are not judged yet", `In {contest} you have {count} entries that are not judged yet. Judging ends at {until}.

What you have saved as a draft does not count before you submit it.`},
		},
		end: "This mail was written by a program. Answers to it are not read.",
	},
	{
		language: "fr",
		letters: map[Template]letter{
			SignInCode: {"{code} : votre code de connexion", `Votre code de connexion :

{code}

Il est valable {minutes} minutes, une seule fois, et uniquement dans le programme qui l'a demandé.

Si vous n'avez pas demandé de code, vous n'avez rien à faire : sans ce message, personne ne peut se connecter à votre place. Ne donnez ce code à personne ; nous ne le demandons jamais.`},
			ChangeCode: {"{code} confirme votre nouvelle adresse", `Votre code pour confirmer cette adresse pour votre compte :

{code}

Il est valable {minutes} minutes, une seule fois, et uniquement dans le programme qui l'a demandé.

Si vous n'avez rien demandé, vous n'avez rien à faire. Ne donnez ce code à personne ; nous ne le demandons jamais.`},
			AddressChanged: {"Votre adresse a été changée", `Votre compte a désormais une autre adresse électronique. C'est à celle-ci que nous vous écrirons, et c'est avec elle que vous vous connecterez.

Si ce changement ne vient pas de vous, prévenez tout de suite le secrétariat du forum.`},
			JurorInvited: {"Voulez-vous juger pour {contest} ?", `Le secrétariat vous demande de juger comme membre du groupe d'experts de {contest}.

Connectez-vous avec cette adresse, puis acceptez ou refusez. La place est la vôtre : elle ne peut pas être cédée à quelqu'un d'autre. Si vous refusez, le secrétariat demandera à un autre expert.`},
			InvitationReminder: {"{contest} : votre réponse à l'invitation est attendue", `Vous avez été invité à juger comme membre du groupe d'experts de {contest} et n'avez pas encore répondu. Merci de le faire avant le {until}.

Connectez-vous avec cette adresse, puis acceptez ou refusez. L'un et l'autre aident : si vous refusez, le secrétariat pourra demander à temps à un autre expert.`},
			JuryAssigned: {"{contest} : des projets vous attendent", `Des projets de {contest} vous sont confiés : {count} vous attendent.

Les notes restent scellées jusqu'au {until} ; personne ne les lit avant. Si vous ne devez pas juger l'un d'eux, parce que vous connaissez ces personnes ou travaillez avec elles, dites-le là : un autre expert le recevra.`},
			JuryReminder: {"{contest} : {count} projets à juger encore", `Dans {contest}, il vous reste {count} projets à juger. Le jugement se termine le {until}.

Un brouillon ne compte pas tant que vous ne l'avez pas envoyé.`},
		},
		end: "Ce message a été écrit par un programme. Les réponses ne sont pas lues.",
	},
	{
		language: "es",
		letters: map[Template]letter{
			SignInCode: {"{code} es su código de acceso", `Su código de acceso:

{code}

Es válido durante {minutes} minutos, una sola vez, y únicamente en el programa que lo pidió.

Si usted no pidió ningún código, no tiene que hacer nada: sin este mensaje nadie puede entrar en su nombre. No dé el código a nadie; nosotros nunca lo pedimos.`},
			ChangeCode: {"{code} confirma su nueva dirección", `Su código para confirmar esta dirección en su cuenta:

{code}

Es válido durante {minutes} minutos, una sola vez, y únicamente en el programa que lo pidió.

Si usted no pidió nada, no tiene que hacer nada. No dé el código a nadie; nosotros nunca lo pedimos.`},
			AddressChanged: {"Su dirección ha cambiado", `Su cuenta tiene ahora otra dirección de correo. A partir de ahora le escribiremos a ella, y con ella accederá.

Si no fue usted quien la cambió, avise enseguida a la secretaría del foro.`},
			JurorInvited: {"¿Quiere juzgar en {contest}?", `La secretaría le pide que juzgue como miembro del grupo de expertos de {contest}.

Entre con esta dirección y acepte o decline. El puesto es suyo: no se puede ceder a otra persona. Si lo declina, la secretaría se lo pedirá a otro experto.`},
			InvitationReminder: {"{contest}: se espera su respuesta a la invitación", `Se le pidió que juzgara como miembro del grupo de expertos de {contest} y aún no ha respondido. Hágalo, por favor, antes del {until}.

Entre con esta dirección y acepte o decline. Ambas respuestas ayudan: si declina, la secretaría podrá pedírselo a tiempo a otro experto.`},
			JuryAssigned: {"{contest}: tiene proyectos que juzgar", `Se le han asignado proyectos de {contest}: {count} le esperan.

Las puntuaciones quedan selladas hasta {until}; nadie las lee antes. Si no debe juzgar alguno, porque conoce a esas personas o trabaja con ellas, dígalo allí y lo recibirá otro experto.`},
			JuryReminder: {"{contest}: faltan {count} proyectos por juzgar", `En {contest} le faltan {count} proyectos por juzgar. El plazo termina el {until}.

Un borrador no cuenta hasta que usted lo envíe.`},
		},
		end: "Este mensaje lo escribió un programa. Las respuestas no se leen.",
	},
	{
		language: "ru",
		letters: map[Template]letter{
			SignInCode: {"{code} — ваш код для входа", `Ваш код для входа:

{code}

Он действует {minutes} мин., один раз и только в той программе, которая его запросила.

Если вы не запрашивали код, ничего делать не нужно: без этого письма никто не сможет войти под вашим именем. Никому не сообщайте код; мы никогда его не спрашиваем.`},
			ChangeCode: {"{code} — подтверждение нового адреса", `Код, подтверждающий этот адрес для вашей учётной записи:

{code}

Он действует {minutes} мин., один раз и только в той программе, которая его запросила.

Если вы этого не запрашивали, ничего делать не нужно. Никому не сообщайте код; мы никогда его не спрашиваем.`},
			AddressChanged: {"Ваш адрес изменён", `У вашей учётной записи теперь другой адрес электронной почты. Мы будем писать на него, и входить нужно с ним.

Если адрес изменили не вы, сразу сообщите об этом в секретариат форума.`},
			JurorInvited: {"Согласны ли вы быть экспертом: {contest}?", `Секретариат просит вас войти в экспертную группу: {contest}.

Войдите с этим адресом и примите приглашение или откажитесь. Место именное: передать его другому нельзя. Если вы откажетесь, секретариат обратится к другому эксперту.`},
			InvitationReminder: {"{contest}: ждём ответа на приглашение", `Вас пригласили в экспертную группу ({contest}), и вы пока не ответили. Пожалуйста, ответьте до {until}.

Войдите с этим адресом и примите приглашение или откажитесь. Полезен любой ответ: если вы откажетесь, секретариат успеет обратиться к другому эксперту.`},
			JuryAssigned: {"{contest}: вам назначены проекты", `Вам назначены проекты ({contest}); ждут оценки: {count}.

Оценки запечатаны до {until}; раньше их никто не прочитает. Если какой-то проект вам оценивать нельзя — вы знакомы с этими людьми или работаете с ними, — сообщите об этом там же, и его получит другой эксперт.`},
			JuryReminder: {"{contest}: не оценено проектов: {count}", `У вас остались неоценённые проекты ({contest}): {count}. Оценка заканчивается {until}.

Черновик не учитывается, пока вы его не отправите.`},
		},
		end: "Это письмо написано программой. Ответы на него не читаются.",
	},
	{
		language: "ar",
		letters: map[Template]letter{
			SignInCode: {"{code} هو رمز دخولك", `رمز الدخول الخاص بك:

{code}

الرمز صالح لمدة {minutes} دقيقة، ولمرة واحدة، وفي البرنامج الذي طلبه فقط.

إذا لم تطلب رمزًا فلا يلزمك فعل شيء: لا يستطيع أحد الدخول باسمك من دون هذه الرسالة. لا تعطِ الرمز لأحد، فنحن لا نطلبه أبدًا.`},
			ChangeCode: {"{code} يؤكد عنوانك الجديد", `رمز تأكيد هذا العنوان لحسابك:

{code}

الرمز صالح لمدة {minutes} دقيقة، ولمرة واحدة، وفي البرنامج الذي طلبه فقط.

إذا لم تطلب ذلك فلا يلزمك فعل شيء. لا تعطِ الرمز لأحد، فنحن لا نطلبه أبدًا.`},
			AddressChanged: {"تغيّر عنوان بريدك", `لحسابك الآن عنوان بريد إلكتروني آخر. سنكتب إليه من الآن فصاعدًا، وبه تسجّل دخولك.

إذا لم تكن أنت من غيّره، فأخبر أمانة المنتدى فورًا.`},
			JurorInvited: {"هل تقبل التحكيم في {contest}؟", `تطلب منك الأمانة أن تحكّم عضوًا في فريق خبراء {contest}.

ادخل بهذا العنوان، ثم اقبل أو اعتذر. المكان لك وحدك ولا يمكن نقله إلى غيرك. وإذا اعتذرت فستطلب الأمانة ذلك من خبير آخر.`},
			InvitationReminder: {"{contest}: ننتظر ردّك على الدعوة", `دُعيت إلى التحكيم عضوًا في فريق خبراء {contest} ولم ترد بعد. نرجو أن ترد قبل {until}.

ادخل بهذا العنوان، ثم اقبل أو اعتذر. كلا الجوابين مفيد: إذا اعتذرت أمكن للأمانة أن تطلب ذلك من خبير آخر في الوقت المناسب.`},
			JuryAssigned: {"{contest}: لديك مشاريع للتحكيم", `أُسندت إليك مشاريع من {contest}، وينتظرك منها {count}.

تبقى الدرجات مختومة حتى {until} ولا يقرؤها أحد قبل ذلك. وإذا كان ينبغي ألّا تحكّم في أحدها لأنك تعرف أصحابه أو تعمل معهم، فقل ذلك هناك ليُسند إلى خبير آخر.`},
			JuryReminder: {"{contest}: بقي {count} من المشاريع بلا تحكيم", `بقي لديك في {contest} عدد {count} من المشاريع لم تحكّم فيها بعد. ينتهي التحكيم في {until}.

ما حفظته مسودةً لا يُحتسب قبل أن ترسله.`},
		},
		end: "كتب هذه الرسالة برنامج. لا تُقرأ الردود عليها.",
	},
	{
		language: "zh",
		letters: map[Template]letter{
			SignInCode: {"{code} 是您的登录验证码", `您的登录验证码：

{code}

验证码在 {minutes} 分钟内有效，只能使用一次，并且只能用于请求它的程序。

如果您没有请求验证码，则无需任何操作：没有这封邮件，任何人都无法以您的身份登录。请勿将验证码告诉任何人；我们绝不会向您索要。`},
			ChangeCode: {"{code} 用于确认您的新地址", `用于为您的账户确认此地址的验证码：

{code}

验证码在 {minutes} 分钟内有效，只能使用一次，并且只能用于请求它的程序。

如果这不是您的请求，则无需任何操作。请勿将验证码告诉任何人；我们绝不会向您索要。`},
			AddressChanged: {"您的地址已更改", `您的账户现在使用另一个电子邮件地址。今后我们将写信到该地址，您也用它登录。

如果不是您本人更改的，请立即通知论坛秘书处。`},
			JurorInvited: {"您愿意担任{contest}的评委吗？", `秘书处邀请您作为{contest}专家组成员参加评审。

请用此地址登录，然后接受或谢绝。席位仅属于您本人，不能转让给他人。如果您谢绝，秘书处将邀请另一位专家。`},
			InvitationReminder: {"{contest}：请答复评委邀请", `您受邀作为{contest}专家组成员参加评审，但尚未答复。请在{until}之前答复。

请用此地址登录，然后接受或谢绝。两种答复都有帮助：如果您谢绝，秘书处可以及时邀请另一位专家。`},
			JuryAssigned: {"{contest}：有项目等待您评审", `{contest}的项目已分配给您，其中{count}个等待评审。

评分在{until}之前保持密封，任何人都无法提前阅读。如果您因认识相关人员或与其共事而不应评审其中某个项目，请在那里说明，该项目将交给其他专家。`},
			JuryReminder: {"{contest}：还有{count}个项目未评审", `在{contest}中，您还有{count}个项目未评审。评审于{until}结束。

草稿在您提交之前不计入。`},
		},
		end: "本邮件由程序发出，回复不会被阅读。",
	},
}
