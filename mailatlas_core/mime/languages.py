"""What mail programs and newsletters write into texts, in eight languages, as plain tables.

English, German, French, Spanish, Italian, Portuguese, Japanese and Chinese. All words are in
the form of `str.casefold`.
"""

from __future__ import annotations

from typing import Literal

Label = Literal["from", "date", "subject", "to", "other"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.casefold().split(",") if word.strip())


_LABELS: dict[Label, str] = {
    "from": """From, Von, De, Da, Mittente, Remitente, Expéditeur, 差出人, 送信者, 发件人, 寄件者,
        寄件人, 發件人""",
    "date": """Date, Sent, Datum, Gesendet, Gesendet am, Envoyé, Envoyé le, Fecha, Enviado, Enviado el,
        Enviada, Enviado em, Enviada em, Data, Inviato, Data de envio, 日付, 送信日時, 日時, 发送时间,
        日期, 發送時間, 时间, 傳送時間, 寄件日期, 寄送時間""",
    "subject": "Subject, Betreff, Objet, Sujet, Asunto, Oggetto, Assunto, 件名, 主题, 主題, 主旨",
    "to": "To, An, À, A, Pour, Para, Per, Destinatario, Destinatário, 宛先, 收件人, 收件者",
    "other": """Cc, Bcc, Reply-To, Organization, Importance, Attachments, Kopie, Antwort an,
        Wichtigkeit, Anlagen, Organisation, Copie à, Cci, Répondre à, Importance, Pièces jointes, CCO,
        Responder a, Importancia, Datos adjuntos, Ccn, Rispondi a, Priorità, Allegati, Responder para,
        Responder a, Prioridade, Anexos, Message-ID, Resent-From, Newsgroups, User-Agent, In-Reply-To,
        References, 返信先, 重要度, 添付ファイル, 抄送, 副本, 回复, 附件, 重要性""",
}
LABELS: dict[str, Label] = {label: kind for kind, text in _LABELS.items() for label in _words(text)}

# Between dashes: what says that a message is passed on.
FORWARDED = _words(
    """forwarded message, forwarded by, weitergeleitete nachricht, weitergeleitete mail,
    weitergeleitete e-mail, message transféré, message réexpédié, courriel transféré, mensaje reenviado,
    messaggio inoltrato, mensagem encaminhada, mensagem reencaminhada, 転送メッセージ,
    転送されたメッセージ, 転送メール, 转发邮件, 转发的邮件, 转发的消息, 轉寄郵件, 轉寄的郵件,
    已转发邮件"""
)
# On a line that ends with a colon, as Apple Mail has it.
BEGIN_FORWARDED = frozenset(
    _words(
        """begin forwarded message, forwarded message, anfang der weitergeleiteten nachricht,
        anfang der weitergeleiteten e-mail, début du message réexpédié, début du message transféré,
        début du message, inicio del mensaje reenviado, comienzo del mensaje reenviado,
        inizio messaggio inoltrato, início da mensagem reencaminhada, início da mensagem encaminhada,
        転送されたメッセージ, 以下是转发的邮件, 下面是被转发的邮件, 开始转发邮件, 以下是被轉寄的郵件,
        開始轉寄郵件"""
    )
)
# Between dashes, by programs that write it above what they forward and what they answer alike.
ORIGINAL = _words(
    """original message, original appointment, ursprüngliche nachricht, originalnachricht,
    original-nachricht, message d'origine, message d’origine, message original, mensaje original,
    messaggio originale, mensagem original, 元のメッセージ, original mail, 原始邮件, 原始郵件, 原邮件,
    邮件原件"""
)
END_FORWARDED = _words("end forwarded message, end of forwarded message, ende der weitergeleiteten nachricht")

FORWARD_PREFIXES = _words("fwd, fw, wg, tr, rv, i, enc, res-enc, 转发, 轉寄, 轉發, 転送, vl, doorst")
REPLY_PREFIXES = _words("re, aw, antw, sv, r, rif, ref, res, 回复, 答复, 回覆, 返信, 答覆")

# Verbs of the line above a quote: "On …, Ada wrote:".
WROTE = _words(
    """wrote, writes, schrieb, schreibt, a écrit, écrit, escribió, escribio, ha scritto, scrive,
    escreveu, の書き込み, のメッセージ, 写道, 寫道, さんは書きました, 書きました, wrote in message"""
)
# What such a line begins with, where it was wrapped.
ATTRIBUTION_OPENINGS = _words("on, am, le, el, il, em, a, at, in")

_MONTHS = """
january jan januar enero gennaio gen janeiro janvier janv ene jän jänner
february feb februar febrero febbraio fevereiro février févr fév fevrier fev fevr
march mar märz mrz maerz marzo março mars mär
april apr abril aprile avril avr abr
may mai mayo maggio maio mag
june jun juni junio giugno junho juin giu
july jul juli julio luglio julho juillet juil lug
august aug agosto août aout ago
september sep sept septiembre settembre setembro septembre set
october oct oktober okt octubre ottobre outubro octobre ott out
november nov noviembre novembre novembro
december dec dezember dez diciembre dic dicembre dezembro décembre déc
"""
MONTHS = {
    name: number
    for number, line in enumerate(_MONTHS.strip().splitlines(), 1)
    for name in line.casefold().split()
}

AFTERNOON = frozenset({"pm", "下午", "午後", "晚上", "傍晚"})
MORNING = frozenset({"am", "上午", "午前", "凌晨", "早上"})

# Zones with one meaning: minutes east of UTC.
ZONES = {
    name: minutes
    for minutes, names in {
        -480: "pst hnp", -420: "pdt mst hap hnr", -360: "mdt hnc", -300: "est cdt hne", -240: "edt hae",
        -180: "brt", 0: "utc gmt z wet", 60: "cet mez met bst west", 120: "cest mesz mest eet oez",
        180: "eest msk oesz", 480: "hkt sgt", 540: "jst kst", 600: "aest", 660: "aedt",
    }.items()
    for name in names.split()
}  # fmt: skip

# What people write above their name; the rest of the message is the signature.
CLOSINGS = frozenset(
    _words(
        """best regards, kind regards, warm regards, regards, best wishes, all the best, sincerely,
        yours sincerely, yours faithfully, yours truly, cheers, thanks, many thanks, thank you, best,
        mit freundlichen grüßen, mit freundlichem gruß, freundliche grüße, beste grüße, viele grüße,
        liebe grüße, herzliche grüße, mfg, lg, cordialement, bien cordialement, bien à vous,
        salutations, amicalement, saludos, un saludo, saludos cordiales, atentamente, cordiali saluti,
        distinti saluti, un saluto, saluti, cordialmente, atenciosamente, com os melhores cumprimentos,
        abraços, um abraço, cumprimentos, よろしくお願いします, よろしくお願いいたします, 以上, 敬具,
        此致, 敬礼, 祝好, 顺祝商祺"""
    )
)

# "Sent from my …": openings, and what such a line must name.
SENT_FROM = _words(
    """sent from, sent via, get outlook for, von meinem,
    gesendet von, gesendet mit, diese nachricht wurde von meinem, outlook für, envoyé de mon,
    envoyé depuis mon, envoyé à partir de, télécharger outlook pour, enviado desde mi, enviado desde,
    obtener outlook para, inviato da, inviato dal mio, scarica outlook per, enviado do meu,
    enviado a partir do meu, enviado de meu, obter o outlook para, 发自我的, 從我的, 发送自, 從, 寄自,
    獲取"""
)
SENT_FROM_ENDINGS = _words("から送信, から送信されました, 发送的, 傳送, 发送, を入手")
DEVICES = _words(
    """iphone, ipad, ipod, apple watch, android, blackberry, samsung, galaxy, smartphone, mobile,
    huawei, xiaomi, redmi, oneplus, pixel, nokia, motorola, xperia, outlook, yahoo mail, yahoo! mail,
    proton mail, protonmail, mail for windows, handy, mobiltelefon, mobilgerät, tablet, téléphone,
    móvil, celular, cellulare, dispositivo, telemóvel, 手机, 手機, 携帯, スマートフォン, windows"""
)

# Cheap to look for, in lower case: a text without any of these holds no disclaimer.
DISCLAIMER_HINTS = _words("confiden, privileged, vertraulich, riservat, 機密, 秘密, 親展, 机密, 保密")

# A whole line, without its link and its punctuation.
_BOILERPLATE = """
view in browser, view in your browser, view this email in your browser, view this email in a browser,
view this message in your browser, view this email online, view email in browser, view as a web page,
view as a webpage, view online, view online version, view the online version, view web version,
web version, open in browser, open in your browser, read in browser, read in the browser,
read in your browser, read online, read in app, having trouble viewing this email,
trouble viewing this email, forwarded this email? subscribe here, click here to unsubscribe,
to unsubscribe click here, unsubscribe here, unsubscribe from this list, or unsubscribe from this list,
unsubscribe from this newsletter, unsubscribe from these emails, unsubscribe from all emails,
unsubscribe instantly, leave this list, update your preferences, update your email preferences,
update subscription preferences, manage preferences, manage your preferences, manage email preferences,
manage your email preferences, email preferences, manage subscription, manage your subscription,
manage subscriptions, manage your subscriptions,
you can update your preferences or unsubscribe from this list,
im browser ansehen, im browser anzeigen, im browser öffnen, newsletter im browser ansehen,
diese e-mail im browser ansehen, diese e-mail im browser anzeigen, zur webansicht, webansicht,
onlineansicht, zur onlineansicht, online-version, newsletter abmelden, newsletter abbestellen,
vom newsletter abmelden, hier abmelden, newsletter abmelden hier klicken, abmelden hier klicken,
einstellungen verwalten,
voir dans le navigateur, voir dans votre navigateur, afficher dans le navigateur,
ouvrir dans le navigateur, voir cet e-mail dans votre navigateur, voir cet email dans votre navigateur,
voir la version en ligne, version en ligne, se désabonner, me désabonner, se désinscrire,
je me désabonne, désabonnez-vous, gérer mes préférences, gérer vos préférences,
ver en el navegador, ver en tu navegador, ver este correo en el navegador,
ver este email en tu navegador, ver este correo en tu navegador, ver versión en línea, versión en línea,
darse de baja, darme de baja, cancelar suscripción, cancelar la suscripción, cancelar mi suscripción,
gestionar preferencias,
visualizza nel browser, visualizza nel tuo browser, visualizza questa email nel browser,
apri nel browser, visualizza questa email nel tuo browser, versione online, disiscriviti,
cancella iscrizione, annulla iscrizione, annulla l'iscrizione, cancellati, cancellati dalla newsletter,
gestisci le preferenze,
ver no navegador, ver no seu navegador, visualizar no navegador, abrir no navegador,
ver este e-mail no navegador, veja este e-mail no seu navegador, versão online, cancelar inscrição,
cancelar a inscrição, cancelar subscrição, cancelar a subscrição, descadastrar, descadastre-se,
gerenciar preferências,
ブラウザで表示, ブラウザで見る, ブラウザで開く, メールをブラウザで表示, 配信停止, 配信停止はこちら,
配信停止はこちらから, メール配信の停止, 購読解除, 購読を解除する, 登録解除, 登録解除はこちら,
在浏览器中查看, 在浏览器中查看此邮件, 在浏览器中打开, 在瀏覽器中檢視, 在瀏覽器中查看, 退订, 点击退订,
点此退订, 点击这里退订, 取消订阅, 退訂, 取消訂閱, 點此退訂, 點擊退訂
"""
BOILERPLATE_LINES = frozenset(_words(_BOILERPLATE.replace("\n", ",")))
# The same, where the line has a link or is not among the first: alone, they may be the message.
BOILERPLATE_WITH_LINK = frozenset(
    _words("unsubscribe, abmelden, abbestellen, désabonnement, désinscription, cancelar, baja")
)
# The text of a link that leads out of a list.
CLICK_HERE = frozenset(
    _words(
        """click here, here, hier klicken, klicken sie hier, hier, cliquer ici, cliquez ici, ici,
        haga clic aquí, haz clic aquí, aquí, clicca qui, fare clic qui, qui, clique aqui, aqui, こちら,
        こちらから, 点击这里, 點擊這裡"""
    )
)
