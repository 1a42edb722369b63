"""Letters in many scripts and charsets, as the world writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailatlas_core.demo.cast import ADA, Person
from mailatlas_core.demo.files import bar_chart
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, message_id, multipart, received, text_part
from mailatlas_core.demo.moment import moment

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
ZWJ = "\N{ZERO WIDTH JOINER}"
FAMILY = f"👩{ZWJ}👩{ZWJ}👧{ZWJ}👦"


@dataclass(frozen=True, slots=True)
class Note:
    """A letter in one script; `reply` is what Ada wrote back, if she did, a minute later per character."""

    name: str
    address: str
    sent: str
    subject: str
    text: str
    charset: str = "utf-8"
    encoding: str | None = None
    utc_offset: float = 1
    reply: str = ""
    tags: tuple[str, ...] = ()
    file: Part | None = None

    def letters(self) -> Iterator[Letter]:
        sender, sent = Person(self.name, self.address, self.utc_offset), moment(self.sent)
        yield Letter(self._note(sender, sent), sent, tags=self.tags, answered=bool(self.reply))
        if self.reply:
            answered = sent + timedelta(minutes=len(self.text))
            yield Letter(self._answer(sender, sent, answered), answered, "Sent")

    def _note(self, sender: Person, sent: datetime) -> bytes:
        content = self._text(self.text)
        if self.file:
            content = multipart("mixed", content, self.file)
        trace = (received(sender, sent),)
        return compose(sender, (ADA,), self.subject, sent, content, transport=trace, charset=self.charset)

    def _answer(self, sender: Person, sent: datetime, answered: datetime) -> bytes:
        quote = "\n".join(f"> {line}" for line in self.text.split("\n"))
        content = self._text(f"{self.reply}\n\n{self.name}:\n{quote}")
        origin = message_id(sender, self.subject, sent)
        subject, headers = f"Re: {self.subject}", (("In-Reply-To", origin), ("References", origin))
        return compose(ADA, (sender,), subject, answered, content, headers=headers, charset=self.charset)

    def _text(self, text: str) -> Part:
        return text_part(text + "\n", charset=self.charset, encoding=self.encoding)


NOTES = (
    Note(
        "北極星ツアーズ",
        "tours@hokkyoku.example",
        "2026-03-14T09:40",
        "再会のご案内",
        "アーダ様\n\n"
        "灯台見学ツアーの再会を、四月四日に港で開きます。\n"
        "前回の写真をお持ちください。お待ちしております。\n\n"
        "北極星ツアーズ 小林",
        charset="iso-2022-jp",
        utc_offset=9,
        tags=("flagged",),
    ),
    Note(
        "田中 健二",
        "tanaka@minato.example",
        "2025-11-18T23:40",
        "港の風速計について",
        "お世話になっております。\n\n"
        "東防波堤の風速計を交換しました。\n"
        "昨夜の最大瞬間風速は毎秒二十三メートルでした。",
        charset="shift_jis",
        encoding="base64",
        utc_offset=9,
        reply="ありがとうございます。風速計の記録を更新しました。",
    ),
    Note(
        "赵美玲",
        "meiling@mapline.example",
        "2026-03-12T02:05",
        "港口地图第二版校样",
        "艾达，您好！\n\n第二版地图的校样已经准备好了，请在星期五之前告诉我您的意见。\n\n美玲",
        charset="gb18030",
        encoding="base64",
        utc_offset=8,
        reply="美玲，您好！第三十四页很好看。",
    ),
    Note(
        "陳嘉慧",
        "kahwai@tram.example",
        "2024-03-27T06:30",
        "電車與渡輪的聯票",
        "你好，\n\n由四月起，電車與渡輪可以使用同一張車票。\n新的時間表在附近的碼頭派發。",
        charset="big5",
        encoding="base64",
        utc_offset=8,
    ),
    Note(
        "김서연",
        "seoyeon@pogu.example",
        "2026-03-12T07:15",
        "등대 관측 기록을 보내드립니다",
        "안녕하세요.\n\n지난주 등대 관측 기록을 보내드립니다.\n안개가 낀 날은 사흘이었습니다.\n\n김서연 드림",
        charset="euc-kr",
        encoding="base64",
        utc_offset=9,
        reply="감사합니다. 잘 받았습니다.",
    ),
    Note(
        "Екатерина Соколова",
        "sokolova@prichal.example",
        "2025-03-10T09:50",
        "Ледовая обстановка у причала",
        "Добрый день, Ада!\n\n"
        "Лёд у причала сошёл на неделю раньше обычного.\n"
        "Первый паром пойдёт двадцатого марта.",
        charset="koi8-r",
        utc_offset=3,
        reply="Спасибо! Мы отметим это на карте.",
    ),
    Note(
        "Олена Коваль",
        "koval@reka.example",
        "2024-12-03T12:00",
        "Річковий порт узимку",
        "Вітаю!\n\n"
        "Наш річковий порт працює всю зиму, але їжаки на причалі сплять.\n"
        "Надсилаю вимірювання рівня води.",
        charset="windows-1251",
        utc_offset=2,
    ),
    Note(
        "Ελένη Παπαδοπούλου",
        "eleni@faros.example",
        "2026-02-09T16:10",
        "Ο φάρος άναψε ξανά",
        "Αγαπητή Άντα,\n\nύστερα από δύο χρόνια ο φάρος άναψε ξανά.\nΌλο το χωριό ήταν στο λιμάνι.\n\nΕλένη",
        charset="iso-8859-7",
        utc_offset=2,
    ),
    Note(
        "ليلى منصور",
        "leila@mina.example",
        "2026-03-14T07:05",
        "مواعيد المدّ في ميناء القوارب",
        "مرحباً آدا،\n\n"
        "أرسل إليك مواعيد المدّ والجزر لهذا الأسبوع.\n"
        "أعلى مدّ يوم الخميس عند الساعة 18:40.\n\n"
        "ليلى",
        charset="windows-1256",
        encoding="base64",
        utc_offset=2,
        reply="شكراً جزيلاً يا ليلى!",
        tags=("flagged",),
    ),
    Note(
        "סופיה ברק",
        "sofia@namal.example",
        "2026-03-14T11:45",
        "המגדלור והחתולים",
        "שלום עדה,\n\nספרנו שבעה חתולים במגדלור (שניים מהם חדשים).\nמצורף בלב: תודה על המפה.\n\nסופיה",
        charset="windows-1255",
        utc_offset=2,
        file=file_part(bar_chart((3, 9, 14, 20, 14, 9, 22), (90, 70, 60)), "image/png", "חתולים.png"),
    ),
    Note(
        "نگار کاویانی",
        "negar@bandar.example",
        "2025-10-06T08:00",
        f"نقشه{ZWNJ}های قدیمی بندر",
        "سلام آدا،\n\n"
        f"نقشه{ZWNJ}های قدیمی بندر را پیدا کرده{ZWNJ}ایم و آن{ZWNJ}ها را می{ZWNJ}فرستیم.\n"
        f"خط{ZWNJ}ها هنوز خوانا هستند.\n\n"
        "نگار",
        encoding="base64",
        utc_offset=3.5,
    ),
    Note(
        "अनुराधा शर्मा",
        "anuradha@ghat.example",
        "2025-11-03T04:20",
        "घाट पर दीपों का उत्सव",
        "नमस्ते एडा,\n\nइस शनिवार घाट पर दीपों का उत्सव है।\nहिन्दी में निमंत्रण और नक्शा भेज रही हूँ।\n\nअनुराधा",
        encoding="base64",
        utc_offset=5.5,
    ),
    Note(
        "สมหญิง ท่าเรือ",
        "somying@tha-ruea.example",
        "2026-03-04T05:10",
        "ตารางเรือข้ามฟากช่วงน้ำขึ้น",
        "สวัสดีค่ะ คุณเอดา\n\nส่งตารางเรือข้ามฟากช่วงน้ำขึ้นมาให้ค่ะ\nเรือเที่ยวแรกออกหกโมงเช้า",
        charset="tis-620",
        encoding="base64",
        utc_offset=7,
    ),
    Note(
        "Nguyễn Thị Hồng",
        "hong@ben-cang.example",
        "2025-09-18T03:00",
        "Bến cảng sau cơn bão",
        "Chào chị Ada,\n\nSau cơn bão, bến cảng đã hoạt động trở lại.\nPhao số bảy trôi mất hai hải lý.",
        utc_offset=7,
    ),
    Note(
        "Yıldız Şahin",
        "yildiz@liman.example",
        "2024-10-22T14:05",
        "İskele ışıkları yenilendi",
        "Merhaba Ada,\n\niskelenin ışıkları yenilendi; ığıl ığıl yanıyorlar.\nKardeşim Yusuf selam söyler.",
        charset="iso-8859-9",
        utc_offset=3,
    ),
    Note(
        "Małgorzata Żółkiewska",
        "gosia@latarnia.example",
        "2025-01-21T10:10",
        "Zażółć gęślą jaźń, czyli próba czcionek",
        "Dzień dobry!\n\nNowe tablice na molo mają wreszcie wszystkie ogonki: ą ę ł ń ó ś ź ż.\n\nPozdrawiam",
        charset="iso-8859-2",
    ),
    Note(
        "Benoît L'Écuyer",
        "benoit@ecluse.example",
        "2024-05-28T12:45",
        "L’œil de l’écluse nº 7 coûte 12 €",
        "Chère Ada,\n\nle nouvel œilleton de l’écluse coûte 12 € et voit jusqu’à la mer.\n\nÀ bientôt",
        charset="windows-1252",
        reply="Cher Benoît, c’est donné !",
    ),
    Note(
        "Jürgen Weiß",
        "weiss@kontor.example",
        "2023-11-20T08:30",
        "Grüße aus dem Speicher: Größe der Fässer",
        "Liebe Ada,\n\n"
        "die Fässer fassen 225 Liter, nicht 250. Bitte ändert die Größe im Verzeichnis.\n\n"
        "Viele Grüße",
        charset="iso-8859-1",
    ),
    Note(
        "Saoirse O'Máille",
        "saoirse@oilean.example",
        "2023-10-11T09:00",
        "Báid ar an trá: 3 € an ticéad",
        "A Ada, a chara,\n\ntá na báid ar ais ar an trá. Is é 3 € praghas an ticéid.\n\nSlán",
        charset="iso-8859-15",
        utc_offset=0,
    ),
    Note(
        "Ioana Țăran",
        "ioana@delta.example",
        "2025-08-14T07:40",
        "Știri din deltă: pelicanii s-au întors",
        "Bună ziua,\n\npelicanii s-au întors în deltă. Am numărat optzeci și cinci.",
        charset="iso-8859-16",
        utc_offset=2,
    ),
    Note(
        "ნინო ბერიძე",
        "nino@navsadguri.example",
        "2025-06-09T06:00",
        "ნავსადგური დილით",
        "გამარჯობა ადა,\n\nდილით ნავსადგურში ნისლი იყო, მერე მზე ამოვიდა.",
        utc_offset=4,
    ),
    Note(
        "Անի Սարգսյան",
        "ani@lich.example",
        "2025-03-17T08:00",
        "Լճի ջրի մակարդակը",
        "Բարև Ադա,\n\nլճի ջրի մակարդակը բարձրացել է տասներկու սանտիմետրով։",
        encoding="base64",
        utc_offset=4,
    ),
    Note(
        "செல்வி முருகன்",
        "selvi@thuraimugam.example",
        "2024-12-11T04:30",
        "துறைமுகத்தில் மழை",
        "வணக்கம்,\n\nதுறைமுகத்தில் மூன்று நாட்களாக மழை பெய்கிறது.",
        encoding="base64",
        utc_offset=5.5,
    ),
    Note(
        "អ្នកស្រី សុខា",
        "sokha@kampong.example",
        "2024-07-03T02:50",
        "កំពង់ផែនៅរដូវវស្សា",
        "សួស្តី Ada,\n\nទឹកទន្លេឡើងហើយ ហើយទូកទាំងអស់ត្រឡប់មកវិញ។",
        encoding="base64",
        utc_offset=7,
    ),
    Note(
        "ဒေါ်ခင်မြ",
        "khinmya@hseikkan.example",
        "2024-03-21T03:00",
        "ဆိပ်ကမ်းမှ သတင်း",
        "မင်္ဂလာပါ Ada၊\n\nလှေအသစ် နှစ်စင်း ရောက်လာပါပြီ။",
        encoding="base64",
        utc_offset=6.5,
    ),
    Note(
        unicodedata.normalize("NFD", "Ọláyínká Adébáyọ̀"),
        "olayinka@ebute.example",
        "2026-03-13T14:02",
        unicodedata.normalize("NFD", "Ẹ káàárọ̀: ọkọ̀ ojú omi tuntun ti dé"),
        unicodedata.normalize(
            "NFD",
            "Ada ọ̀wọ́n,\n\n"
            "ọkọ̀ ojú omi tuntun ti dé sí èbúté. Ó tóbi, ó sì pupa.\n"
            "Every dot and every tone of this letter is a mark of its own.",
        ),
    ),
    Note(
        f"{FAMILY} The Okafors",
        "family@lighthouse.example",
        "2026-03-14T09:12",
        f"We are {FAMILY}: come for cake 🎂🧁",
        "Dear Ada,\n\n"
        f"four of us ({FAMILY}), one cake 🎂, Sunday at three.\n"
        f"Bring nothing 🤷🏽{ZWJ}♀️ but an appetite.\n\n"
        f"🏳️{ZWJ}🌈 🇮🇸 👩🏿{ZWJ}🚀 ❤️{ZWJ}🔥",
        encoding="base64",
        reply="🎉 Yes, and I bring the coffee ☕️.",
    ),
    Note(
        "Mixed desk · 混合 · مختلط",
        "mixed@desk.example",
        "2025-05-07T10:00",
        "One line: Hafen, λιμάνι, гавань, ميناء, נמל, 港口, 항구, ท่าเรือ",
        "The word for harbour, as our readers sent it:\n\n"
        "Hafen, λιμάνι, гавань, ميناء, נמל, 港口, みなと, 항구, ท่าเรือ, बंदरगाह",
        encoding="8bit",
        utc_offset=0,
    ),
)


def letters() -> Iterator[Letter]:
    for note in NOTES:
        yield from note.letters()
