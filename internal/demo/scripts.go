package demo

// scripts are talks in English.
var scripts = []script{
	{"billing", []string{
		"< Hi, I was charged twice for {month}. Can you have a look?",
		"> Hello{,first}, sorry about that. Which invoice is it?",
		"< {invoice}, {amount}.",
		"# Second payment came from the retry after the bank's timeout. Refunding.",
		"> I see it: the bank answered late and our system tried again. I have refunded {amount}; it takes three to five working days.",
		"< Great, thank you!",
	}},
	{"billing", []string{
		"< Where do I find my invoices? Our accountant asks for the one of {month}.",
		"> Under Settings, Billing, Documents. I am sending you {invoice} by mail as well.",
		"< Found it. Thanks!",
	}},
	{"billing", []string{
		"< Our address has changed. Can {invoice} be issued again with the new one?",
		"> Of course. Please change the address under Settings, Billing first and tell me when it is done.",
		"< Done just now.",
		"> And here is the corrected invoice. The old one is cancelled.",
		"< Perfect.",
	}},
	{"billing", []string{
		"< My card was declined but there is money on the account. What is code {code}?",
		"> Hello{,first}, {code} means that the bank wants a confirmation in its app. Could you try again and look at your phone?",
		"< Ah, there was a message. It works now.",
		"> Good to hear. The {plan} plan is active again.",
	}},
	{"billing", []string{
		"< I cancelled in {month} and you still took {amount}.",
		"> I am sorry{,first}. Let me check.",
		"# Cancelled two days after the renewal. Goodwill refund, agreed with billing.",
		"> The plan had been renewed two days before. I have refunded {amount} all the same.",
		"< That is fair, thanks.",
	}},
	{"billing", []string{
		"< Can we pay the {plan} plan by bank transfer instead of card?",
		"> Yes, for yearly contracts. Shall I send you an offer for {shop}?",
		"< Please do.",
	}},
	{"orders", []string{
		"< Order {order} should have come on {weekday}. Where is it?",
		"> Hello{,first}, I am asking the carrier, one moment.",
		"> It is in the depot near you and comes tomorrow before noon.",
		"< OK, somebody will be there. Thanks.",
	}},
	{"orders", []string{
		"< The card reader from order {order} does not charge.",
		"> That should not happen. Does the light blink when you plug it in?",
		"< No light at all, with two cables.",
		"> Then it is broken. A new one leaves today; a return label for the old one is in your mail.",
		"< That was quick, thank you!",
	}},
	{"orders", []string{
		"< I ordered two readers and got one ({order}).",
		"# Stock shows two picked. Carrier confirmed two parcels.",
		"> Sorry about that! There are two parcels; the second one is a day behind.",
		"< It has just arrived.",
	}},
	{"orders", []string{
		"< Can I still change the delivery address of {order}?",
		"> Yes, it has not left yet. Which address shall we use?",
		"< The one of the second shop, it is in our account.",
		"> Changed. You will get a new confirmation.",
	}},
	{"orders", []string{
		"< Hello, I would like to send back order {order}. It is unopened.",
		"> No problem{,first}. The return label is in your mail; you have 30 days.",
		"< Thank you.",
	}},
	{"access", []string{
		"< I can't sign in since {weekday}. It says the password is wrong.",
		"> Hello{,first}. Did you get a mail from us about a new device?",
		"< Yes, but I thought it was spam.",
		"> Please follow its link and you are back in.",
		"< Works. Sorry for the trouble!",
		"> No trouble at all.",
	}},
	{"access", []string{
		"< How do I add a colleague who may see orders but not change prices?",
		"> Under Settings, Team, choose the role «Orders only».",
		"< Exactly what we need.",
	}},
	{"access", []string{
		"< The code for signing in never arrives on my {device}.",
		"> Is the clock of the device set automatically? Codes are good for 30 seconds only.",
		"< It was four minutes off! Fixed, and I am in.",
	}},
	{"access", []string{
		"< The former owner of {shop} is still the administrator. How can I take over?",
		"> We need a short confirmation by the former owner, or a document that shows the change.",
		"< I will send the document by mail.",
		"# Document received and checked by two people.",
		"> Received, thank you. You are the administrator now.",
		"< Wonderful.",
	}},
	{"access", []string{
		"< Please delete the account of an employee who left us yesterday.",
		"> You can do that yourself under Settings, Team. Shall I show you?",
		"< Found it. It also says that all sessions are ended, very good.",
	}},
	{"bug", []string{
		"< The page for {feature} stays empty on my {device}.",
		"> Thanks for telling us{,first}. Does it help to reload with the cache off?",
		"< No, still empty. The console says {code}.",
		"# Reproduced. Comes from yesterday's release, rolled back.",
		"> We found it: yesterday's release. It is rolled back, please reload.",
		"< Works again!",
	}},
	{"bug", []string{
		"< Stock counts are off by {count} since {weekday}.",
		"> That sounds like the nightly count ran twice. Which location is it?",
		"< The main warehouse.",
		"> Corrected, and we have made sure that it can't run twice any more.",
		"< Numbers look right now. Thanks.",
	}},
	{"bug", []string{
		"< The till prints every receipt twice.",
		"> Is «copy for the shop» on, under Printing?",
		"< It is! I never saw that. Off now, thanks.",
	}},
	{"bug", []string{
		"< Your app closes when I open {feature}.",
		"> Hello{,first}, which device is it and which version of the app?",
		"< {device}, newest version.",
		"> Thank you. The developers have it; I will write as soon as the fix is out.",
		"> The fix is out. Please update the app.",
		"< Updated, all good.",
	}},
	{"bug", []string{
		"< Umlauts and accents look broken in the export.",
		"> The file is UTF-8; some spreadsheets want to be told. Choose UTF-8 when you import it, or export as .xlsx.",
		"< The .xlsx is fine.",
	}},
	{"bug", []string{
		"< Everything is very slow today, is something wrong?",
		"> We had trouble with one of our databases between nine and half past nine. It is over; the status page has the details.",
		"< OK, it is fast again.",
	}},
	{"how-to", []string{
		"< How do I set up {feature}?",
		"> Under Settings, then Shop. Here is the guide: https://shop.example/docs. Shall we go through it together?",
		"< The guide will do, thank you.",
	}},
	{"how-to", []string{
		"< Can I change the prices of {count} products at once?",
		"> Yes: mark them in the list and choose «Change prices», or import a file with two columns, number and price.",
		"< The import is what I was looking for.",
		"> Try it with three rows first: the preview shows what would change.",
	}},
	{"how-to", []string{
		"< Is there a way to close the shop for our holidays?",
		"> Settings, Shop, Holidays. Visitors can look around but not order, and you can leave a message.",
		"< Very nice.",
	}},
	{"how-to", []string{
		"< I want {feature} in two languages.",
		"> That works since the spring: open the page and choose «Add a translation» above the text.",
		"< And does the shop choose by the browser?",
		"> By the address first, then by the browser.",
		"< Understood, thanks!",
	}},
	{"how-to", []string{
		"< How long do you keep deleted orders?",
		"> They stay in the bin for 30 days. After that they are gone for good.",
		"< OK, then I restore mine right away.",
	}},
	{"integrations", []string{
		"< Does your shop work together with {app}?",
		"> It does, through the connection under Settings, Apps. It copies orders every five minutes.",
		"< And customers?",
		"> Customers too, both ways.",
		"< Then we will try it.",
	}},
	{"integrations", []string{
		"< The connection to {app} stopped on {weekday}: «{code} unauthorized».",
		"> The access has run out, it has to be renewed once a year. Please open Settings, Apps and press «Connect again».",
		"< Connected. Will the {count} missing orders follow?",
		"> They are on their way, oldest first.",
		"< All there, great.",
	}},
	{"integrations", []string{
		"< Our developer asks for the limits of your API.",
		"> 600 requests a minute for each token. Webhooks do not count.",
		"< Webhooks will do, thank you.",
	}},
	{"integrations", []string{
		"< We want to move {count} customers from our old system. How?",
		"> As CSV, under Customers, Import. Unknown columns can become fields of your own.",
		"< And passwords?",
		"> Those can't be moved; your customers get a link for a new one.",
		"< Makes sense.",
	}},
	{"sales", []string{
		"< What is the difference between starter and {plan}?",
		"> Mainly the number of places and {feature}. For {shop} I would begin with starter; you can change any day.",
		"< Sounds good. Can we get a trial?",
		"> Of course, 30 days from today.",
		"< Signed up!",
	}},
	{"sales", []string{
		"< We have three shops in one town. Do you have an offer for us?",
		"> Gladly. How many people would work with it?",
		"< About {count} over the year.",
		"# Sent the offer for enterprise, yearly. Follow up next week.",
		"> The offer is in your mail. Shall we talk on {weekday}?",
		"< {weekday} is fine.",
	}},
	{"sales", []string{
		"< Is there a discount for associations?",
		"> Yes, 30 % on every plan. We only need a proof of the non-profit status.",
		"< I will send it tomorrow.",
	}},
	{"sales", []string{
		"< Hi, just looking. Do you take payments in other currencies?",
		"> Hello! Yes, more than thirty, paid out in yours.",
		"< Good to know.",
	}},
	{"feedback", []string{
		"< I love the new start page. Could it show {feature} as well?",
		"> Thank you{,first}! I have passed it on; you are not the first to ask.",
		"< Then I am hopeful.",
	}},
	{"feedback", []string{
		"< The new menu is confusing. I liked the old one better.",
		"> Thanks for being frank. What do you miss most?",
		"< I need three clicks to {feature}, it was one.",
		"> You can pin it: press the star beside it.",
		"< Oh, that helps.",
	}},
	{"feedback", []string{
		"< Just wanted to say that {agent} was a great help on {weekday}.",
		"> How kind{,first}, I will tell the team!",
	}},
	{"feedback", []string{
		"< We are thinking about leaving. We have been waiting for {feature} for a year.",
		"> I understand{,first}. May I ask our product lead to call you?",
		"< Yes, {weekday} afternoon.",
		"# Churn risk. Product lead informed.",
		"> You will get a call on {weekday} at two.",
		"< OK.",
	}},
}

// ownScripts are talks in other languages.
var ownScripts = map[string][]script{
	"es": {
		{"billing", []string{
			"< Hola, no encuentro la factura {invoice}.",
			"> Hola{,first}. Está en Ajustes, Facturación. Te la envío también por correo.",
			"< Ya la tengo, muchas gracias.",
		}},
		{"orders", []string{
			"< Buenas, el pedido {order} todavía no ha llegado.",
			"> Lo siento{,first}. Estoy preguntando al transportista.",
			"> Llega mañana por la mañana.",
			"< Perfecto, gracias.",
		}},
		{"access", []string{
			"< No puedo entrar en mi cuenta.",
			"> ¿Qué mensaje aparece?",
			"< Que la contraseña no es correcta.",
			"> Te acabo de enviar un enlace para cambiarla.",
			"< Ya funciona, ¡gracias!",
		}},
	},
	"pt": {
		{"how-to", []string{
			"< Olá, como altero os preços de vários produtos de uma vez?",
			"> Olá{,first}! Selecione os produtos na lista e escolha «Alterar preços».",
			"< Muito obrigado!",
		}},
		{"billing", []string{
			"< Fui cobrado duas vezes neste mês.",
			"> Sinto muito{,first}. Pode me enviar o número da fatura?",
			"< {invoice}",
			"> Já fizemos o estorno. Leva até cinco dias úteis.",
			"< Obrigado pela rapidez.",
		}},
	},
	"fr": {
		{"orders", []string{
			"< Bonjour, le lecteur de cartes de la commande {order} ne s'allume pas.",
			"> Bonjour{,first}, désolée pour ce souci. Nous vous en envoyons un autre aujourd'hui.",
			"< Merci beaucoup, c'est très rapide.",
		}},
		{"how-to", []string{
			"< Bonjour, peut-on fermer la boutique pendant les vacances ?",
			"> Oui, dans Réglages, Boutique, Vacances. Vous pouvez y laisser un message.",
			"< Parfait, merci.",
		}},
	},
	"de": {
		{"billing", []string{
			"< Guten Tag, unsere Adresse hat sich geändert. Können Sie {invoice} neu ausstellen?",
			"> Guten Tag{,first}, gern. Die neue Rechnung ist unterwegs, die alte ist storniert.",
			"< Vielen Dank!",
		}},
		{"bug", []string{
			"< Seit heute Morgen wird jeder Bon doppelt gedruckt.",
			"> Ist unter «Drucken» die Kopie für das Geschäft eingeschaltet?",
			"< Tatsächlich. Jetzt passt es, danke.",
			"> Gern geschehen.",
		}},
	},
	"ja": {
		{"orders", []string{
			"< 注文番号{order}の商品がまだ届いていません。",
			"> {様}、ご不便をおかけして申し訳ございません。配送会社に確認いたします。",
			"> 明日の午前中にお届けの予定です。",
			"< ありがとうございます。",
		}},
		{"access", []string{
			"< ログインできません。パスワードを忘れました。",
			"> {様}、再設定用のリンクをメールでお送りしました。",
			"< できました。助かりました。",
		}},
	},
	"ar": {
		{"orders", []string{
			"< مرحبا، لم يصل الطلب {order} حتى الآن.",
			"> أهلا بك، نعتذر عن التأخير. سيصل غدا صباحا.",
			"< شكرا جزيلا.",
		}},
		{"billing", []string{
			"< السلام عليكم، أين أجد الفاتورة {invoice}؟",
			"> وعليكم السلام، تجدها في الإعدادات ثم الفواتير. أرسلناها لك بالبريد أيضا.",
			"< وصلت، شكرا.",
		}},
	},
}

// spamScripts are talks that are spam.
var spamScripts = []script{
	{"spam", []string{
		"< Dear sir, we put your shop on the first page of all search engines. Guaranteed. Reply now.",
		"> Thank you, we are not interested.",
		"< Special price, only today!!!",
	}},
	{"spam", []string{
		"< Congratulations! You have been chosen. Send us your bank details to receive {amount}.",
	}},
	{"spam", []string{
		"< Buy {count} followers, best quality, fast delivery",
		"< Hello???",
		"< Answer me",
	}},
	{"spam", []string{
		"< Your parcel {order} is waiting, pay the fee here: http://parcel.example/pay",
		"# Phishing. Blocked.",
	}},
}

// feedbacks are what people write beside a rating of 1 to 5.
var feedbacks = [5][]string{
	{"Nobody understood my question.", "Three days for one answer.", "Still not solved."},
	{"Took far too long.", "I had to explain everything twice."},
	{"It works now, but it took a while.", "Friendly, though not quick.", "OK."},
	{"Good answer, thank you.", "Quick, the guide could be clearer.", "Kind and helpful.", "Solved on the second try."},
	{
		"Fantastic, solved within minutes!", "Very friendly and competent.", "Best support I know.", "Muchas gracias, todo perfecto.",
		"Merci, très efficace !", "ありがとうございました。", "Perfect.",
	},
}
