package scrutiny

// throwaway are domains in which anybody gets an address for some minutes. It is a short list of the best known: a domain
// that is missing still shows by other signals.
var throwaway = set("10minutemail.com", "33mail.com", "burnermail.io", "dispostable.com", "emailondeck.com", "fakeinbox.com", "getnada.com",
	"grr.la", "guerrillamail.com", "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "mailcatch.com",
	"maildrop.cc", "mailinator.com", "mailinator.net", "mailnesia.com", "mailsac.com", "mintemail.com", "moakt.com", "mohmal.com", "mytemp.email",
	"sharklasers.com", "spam4.me", "spamgourmet.com", "temp-mail.org", "tempail.com", "tempmail.com", "tempmailo.com", "tempr.email",
	"throwawaymail.com", "trashmail.com", "trashmail.de", "yopmail.com", "yopmail.fr", "yopmail.net")

// everybodys are domains of the large providers, in which half the world has its address.
var everybodys = set("126.com", "163.com", "aol.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
	"hotmail.fr", "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com",
	"outlook.fr", "pm.me", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "sina.com", "t-online.de", "web.de", "yahoo.co.in",
	"yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br", "yahoo.es", "yahoo.fr", "yandex.com", "yandex.ru", "zoho.com")

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}
