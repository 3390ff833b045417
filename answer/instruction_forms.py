"""The forms of instructions to an assistant, as they are found planted in documents.

Each is as narrow as it can be: business prose, agreements, questions and answers and manuals hold their words too.
Counted on such text and on 400 instructions (tests/answer/planted.py); change them only with both counts.
"""

from __future__ import annotations

import re

_STRESS = r"(?:(?:please|now|instead|simply|just|always|never|only|kindly|(?:do not|don['’]t))\s+)*"
_START = (  # what an imperative stands after
    r"(?:(?:^|[.:;!?—–*>\]#\"'“‘(]\s*|\bplease |\byou (?:must|should|shall|will|are to|have to|need to) )"
    rf"{_STRESS})"
)
_SAYING = "answer reply respond say state tell write output print repeat name cite report mention return reveal give"
_SAY = rf"(?:{_SAYING.replace(' ', '|')})"
_CLAIMING = f"{_SAYING} confirm claim inform convince declare assert insist conclude summarise summarize translate"
_CLAIMING += " complete recite echo display treat overwrite replace decode obey"
_CLAIM = rf"(?:{_CLAIMING.replace(' ', '|')})"
_ASKED = r"(?:asks?|asked|questioned|wants? to know|queried|inquires?|enquires?|requests?|prompted)"
_MACHINE = (
    r"(?:\b(?:ai|a\.i\.|language|chat)[ -](?:assistant|model|bot|agent|system|reader)s?\b|\bllms?\b|\bchat\s?bots?\b"
    r"|\bassistants?\b|\b(?:question-)?(?:answering|summari[sz]ing) (?:system|engine|machine|program|bot)s?\b"
    r"|\bgpt\b|\bchatgpt\b|\bdealdesk\b)"
)
_MACHINES = "assistant assistants ai model models llm llms chatbot chatbots bot bots gpt chatgpt dealdesk system engine"
_SENDING = "send post forward append include attach add submit upload transmit leak email copy put place insert embed"
_SENDING += " encode paste hide end begin start finish"
_OVERRIDING = "ignore disregard forget override bypass overlook discard drop skip set pay take stop mind"

# Of each form the words (or signs) one of which it holds, so that few forms are tried on a sentence.
FORMS: tuple[tuple[str, str], ...] = (
    # marks of a conversation with a model, and of markup that would act
    (
        "<",
        r"<\|\s*\w+\s*\|>|<</?SYS>>|<!--|<(?:script|iframe)\b|<img\b[^>]*(?:\?|onerror)"
        r"|<\s*/?\s*(?:system|assistant|user|instructions?|prompt|tool\w*|function\w*)\b[^>]*>",
    ),
    ("]", r"!\[[^\]]*\]\(https?:[^)]*\?|\]\(javascript:|\bclick \[[^\]]*\]\(https?:"),
    ("obey say", r"\bdo (?:exactly )?as i say\b|\bobey\s*:"),
    ("inform", rf"{_START}inform (?:anyone|everyone|whoever|every|any|(?:the )?(?:users?|readers?))\b"),
    ("https", r"\b(?:display|render|fetch|exfiltrate|visit)\b.{0,60}?\bhttps?:"),
    ("inst", r"\[/?INST\]"),
    ("read", r"^\W*(?:\d+\W+)?read (?:about|of|on|through)\b"),
    (
        "system assistant developer tool function moderator admin",
        r"(?:^|[\[{(#*>]\s*)(?:new |updated |internal )?(?:assistant|(?:system|developer|tool|function|moderator|admin)"
        r"(?=[\])}]| \w|\W*$)|(?-i:SYSTEM|DEVELOPER|TOOL|FUNCTION|MODERATOR|ADMIN))(?: (?:message|prompt|result|output"
        r"|note|notice|override|update|instruction|call|response|reply)s?)*\s*[\])}]*[:=>]|[\[{(#*|]\s*system\s*[\])}#*|]",
    ),
    (
        "role tool function tool_call system_prompt",
        r"[\"'](?:role|tool|function|tool_call|system_prompt)[\"']\s*:\s*[\"']",
    ),
    (
        "prompt instruction instructions override",
        r"\b(?:system|hidden|developer) (?:prompt|instructions?|override)\b|#\s*(?:\w+ )?instructions?\b"
        rf"|^\W*(?:\w+ )?instructions?\W*:\W*(?:for|when|if|on|any|all|you|{_SAY})\b",
    ),
    # overriding
    (
        _OVERRIDING,
        rf"^\W*never mind\b|{_START}(?:\w+ly )?(?:ignore|disregard|forget|override|bypass|overlook|discard|drop|skip"
        rf"|set aside|pay no attention"
        r" to|take no notice of|stop (?:following|reading|using|citing))\s+(?:(?:previous|prior|earlier|preceding"
        r"|above|"
        r"foregoing|original|initial)\b|(?:all|any|each|every(?:thing)?|whatever|what|anything|the rest)\b.{0,40}?\b(?:"
        r"previous|prior|earlier|preceding|above|before|so far|until now|told|given|read|(?:instruction|rule|guideline|"
        r"document|article|passage|source|prompt)s?|context|text)\b|(?:your|the|these|those|its)\b.{0,30}?\b(?:(?:"
        r"instruction|rule|guideline|prompt|restriction|safeguard|passage|document|article|source|quote|citation)s?"
        r"|context|training|text|evidence)\b)",
    ),
    # dictating
    (
        f"{_SAYING} claim insist assert",
        rf"{_START}(?:{_SAY}|instead (?:claim|insist|assert))\s+(?:only\b|exactly\b|nothing\b|anything\b|just\b"
        rf"|that\b|with\b|as follows|[:\"'“«‘]|(?:to )?(?:the|every|any"
        r"|all|each|whoever|anyone|your)\s+(?:\w+\s+){0,2}?(?:users?|readers?|questions?|askers?|person|people"
        r"|customers?"
        r"|requests?|answer|reply|analysts?|asks?)\b)",
    ),
    (
        _SAYING,
        rf"\b(?:when(?:ever)?|if|once|should|as soon as)\b.{{0,60}}?\b{_ASKED}\b.{{0,160}}?,\s*(?:then |you |must "
        rf"|should "
        rf"|please |always |only |simply |just |do not |never )*{_SAY}\b",
    ),
    (
        "you",
        r"\b(?:when(?:ever)?|if|once) you (?:answer|reply|respond|summari[sz]e|quote|cite"
        rf"|(?:are|get) {_ASKED} (?:who|what|when|where|how|which|whether|about|for the (?:name|price|date|place)))\b",
    ),
    (
        _SAYING,
        rf"^{_SAY}\b.{{0,120}}?\b(?:to|for|when|if|whenever) (?:any|every|all|each|whoever|anyone|asked|some\w+)\b",
    ),
    (
        "answer reply response",
        r"\b(?:the|your|its|any|every|each) (?:\w+ ){0,2}(?:answer|reply|response)\b.{0,160}?\b(?:must|should|has to"
        r"|needs to|ought to|is to)"
        r"\b.{0,30}?\b(?:be|read|say|state|contain|include|begin|start|end|name|mention)\b",
    ),
    (
        "answer",
        r"\bthe (?:\w+ ){0,2}answer (?:to|for|on|about|here|is|that you)\b.{0,160}?\b(?:is|reads)\b\s*"
        r"(?:[:“\"'‘0-9$€£¥]|(?-i:[A-Z]))",
    ),
    (
        "answer reply response",
        r"(?:^|[.:;!?]\s*)(?:correct|right|final|expected|only|official|approved|true) (?:answer|reply"
        r"|response)\s*(?:is|[:=])",
    ),
    (
        "your",
        r"\byour (?:only |new |next |sole |one |real |true )?(?:task|job|role|mission|goal|duty|persona|instructions?"
        r"|answers?|repl(?:y|ies)|responses?|output)\b (?:now |here )?(?:is|are|must|should|has|have|ends?|begins?"
        r"|starts?)\b",
    ),
    (_SAYING, rf"{_START}{_SAY}\b.{{0,80}}?\b(?:wherever|whenever|every time)\b"),
    (
        _SAYING,
        r"^(?:(?:then|so|therefore|next|after that|in (?:this|that|your) (?:role|mode|case|game|capacity)|(?:for|to"
        r"|on) (?:any"
        r"|every|all|each) (?:such )?(?:questions?|quer(?:y|ies)|requests?)\b.{0,100}?)[, ]+)(?:you |please |must "
        r"|should "
        rf"|will |always |only )*{_SAY}\b",
    ),
    (
        "i",
        r"\bi (?:will|shall|must|am to) (?:only |always |now )?(?:answer|reply|respond|write|state|(?:say|tell)"
        r" (?:only|nothing|(?:to )?(?:every|any|the) (?:reader|user|asker)))\b",
    ),
    (
        _CLAIMING,
        rf"{_START}{_CLAIM}\b.{{0,120}}?(?:\b(?:as follows|exactly|verbatim|word for word|after me|as the (?:truth"
        rf"|only|answer)"
        r"|(?:real|true|stored) (?:value|fact|answer)|(?:to|with|for) (?:the|your) (?:user|reader|asker)s?)\b)",
    ),
    (
        _CLAIMING,
        rf"{_START}(?:repeat|say|print|output|summari[sz]e|translate|complete|recite|echo|conclude|decode|obey|respond"
        r"|write|tell)\b.{0,60}?[:“]\s*(?-i:[A-Z])",
    ),
    (
        "sure ensure remember forget essential important crucial vital imperative",
        r"\b(?:(?:make|be) sure|ensure|remember|(?:do not|don['’]t) forget)\b[^.]{0,12}?\b(?:(?:to|that you|you) "
        r"(?:answer|say|tell"
        r"|mention|claim|reply|respond|state)\b|(?:the|your) (?:answer|reply|response)\b)"
        rf"|\bit is (?:essential|important|crucial|vital|imperative) (?:that you|(?:for you )?to) {_SAY}\b",
    ),
    (
        "you",
        r"\byou (?:are|have been) (?:required|asked|instructed|ordered|obliged|programmed|upgraded|told|expected) to\b"
        r"|\byou have been (?:upgraded|reprogrammed|updated|reset)\b|\bi (?:want|need|order|command) you to\b"
        r"|\byou (?:must|should|shall|will|are to|have to) (?:not |now |only |always )*(?:answer|reply|respond"
        r"|output|print|claim"
        r"|cite|quote|say|conclude)\b",
    ),
    (
        "answer response reply truth character user reader",
        r"\b(?:only|right|correct|proper|expected) (?:answer|response|reply)\b|\b(?:in|as|update) your (?:answer|reply"
        r"|response|summary|output|memory)\b|\bas (?:the|your) (?:answer|reply|response)\b|\bstay in character\b"
        r"|\b(?:every|any|each|all) (?:answer|repl(?:y|ies)|response)s? (?:on|to|about|for)\b|\bthe (?:user|reader) "
        r"(?:has already"
        r"|must|is to)\b",
    ),
    (
        "your",
        r"\byour (?:new )?(?:memory|knowledge|objective|persona|system prompt)\b",
    ),
    (
        "sentence line paragraph sentences passages sources statements",
        r"\bthis (?:sentence|line|paragraph) (?:supersedes|overrides|replaces|outranks|is the only)\b|\ball other "
        r"(?:sentences"
        r"|passages|sources|statements)\b",
    ),
    (
        "tl dr s attention admin sudo human user ai rule objective memory output observation message",
        r"^\W*(?:tl;? ?dr|p\.? ?s\.?|attention,? ai|admin|human|user|ai|new (?:rule|objective|goal|policy)|tool "
        r"output|observation)\b"
        r"[^:.]{0,40}[:\]]|\bsudo (?:answer|say|reply)\b|\bbegin (?:system|admin|new)\b",
    ),
    # another role
    (
        "you you're",
        r"\byou(?:['’]re| are| will be| shall be) (?:(?:now|henceforth|from now on|no longer) (?:an?|the|in|called"
        r"|acting"
        r"|playing|free|bound|my|our|subject|(?-i:[A-Z]))|called|named|in (?:developer|debug|test|maintenance))\b"
        r"|^you are an? ",
    ),
    (
        "from henceforth",
        rf"{_START}(?:from (?:now|here|this point) (?:on|onwards?)|henceforth)\b.{{0,6}}?\b(?:you|{_SAY})\b",
    ),
    (
        "pretend roleplay role act behave imagine play speak take assume adopt let's",
        rf"(?:{_START}|\blet (?:us|me) )(?:pretend|role-?play|act as|behave (?:as|like)|imagine (?:that )?you|play "
        rf"the (?:role|part)|speak as"
        r"|take on the role|assume the (?:role|identity|persona)|adopt the (?:role|persona)|let['’]s play)\b",
    ),
    # sending things out
    (
        _SENDING,
        rf"(?:{_START}|, )(?:{_SENDING.replace(' ', '|')})\b.{{0,60}}?\b(?:your (?:answer|reply|response|output"
        rf"|instructions?|prompt"
        r"|context)|(?:the|this|every|each|any) (?:whole |full |entire |complete |final )?(?:conversation|chat|question"
        r"|answer|reply|system prompt|reader['’]s|user['’]s|asker['’]s))\b",
    ),
    # addressing
    (
        _MACHINES,
        r"\b(?:note|notice|message|memo|instruction|attention|warning|reminder|request|hint|important|urgent|directive"
        rf"|order)s?\b\s*(?:to|for|,|:|!|-|—)\s*.{{0,30}}?{_MACHINE}|{_MACHINE} (?:instruction|note|directive)s?\b",
    ),
    (
        _MACHINES,
        rf"^\W*(?:dear |hey |hello |hi |attention,? |ok,? |listen,? |to |for )?(?:the |this |all |any "
        rf"|every )?(?:{_MACHINE}|ai\b)"
        rf"\s*[,:!—]|\b(?:dear|you are|as|if you are) (?:an? )?(?:large )?(?:{_MACHINE}|ai\b)\s*[,.:!]|\byou "
        rf"are \w+, an ai\b",
    ),
    (
        _MACHINES,
        rf"(?:{_MACHINE}|\bai tools?\b).{{0,50}}?\b(?:must|should|shall|has to|have to|is to|are to|needs? "
        rf"to)\b {_STRESS}{_CLAIM}\b",
    ),
    (
        "whoever anyone everyone any crawlers bots machine",
        r"\bfor (?:crawlers|bots)\b|\bthe machine reading\b|\b(?:whoever|anyone who|any (?:system|program|machine) "
        r"that|everyone who) (?:reads|answers|summari[sz]es"
        r"|processes|indexes|parses|quotes)\b",
    ),
    # other languages
    (
        "ignoriere ignorieren vergiss vergessen missachte antworte antworten sag sage behaupte du gib",
        r"\b(?:ignorier(?:e|en sie)|vergiss|vergessen sie|missachte|antworten? (?:nur|mit|immer|stets|dass|sie|auf"
        r"|ausschließ\w+)|sage? nur|behaupte|du bist (?:jetzt|nun|ab)|gib nur)\b",
    ),
    (
        "ignore ignorez ignorer oublie oubliez réponds répondez dis dites tu vous",
        r"\b(?:(?:ignore[zr]?|oublie[zr]?) (?:tout|les|ces|vos|tes)|répond(?:s|ez) (?:que|par|seul|uniqu|touj|à)"
        r"|di(?:s|tes) (?:seulement|uniquement|que)|(?:tu es|vous êtes) (?:maintenant|désormais))",
    ),
    (
        "haz haga considerare tenere desconsidere ignora ignore ignori olvida olvide dimentica dimentichi esqueça"
        " responde responda rispondi risponda di diga eres"
        " ahora ora agora",
        r"\b(?:(?:ignor[aei]|olvid[ae]|dimentic(?:a|hi)|esqueça) (?:tod|tutt|tud|las|los|le|as|su|tus)"
        r"|(?:haz|haga) caso omiso|non (?:considerare|tenere conto)|desconsidere (?:as|tod)"
        r"|(?:responda?e?|risponda?i?|diga?) (?:que|che|sólo|solo|só|apenas|siempre|sempre|con|com|a)\b"
        r"|eres ahora|ahora eres|ora sei|agora você é|você agora é)",
    ),
    (
        "negeer vergeet antwoord zeg je zignoruj zapomnij odpowiedz odpowiadaj jesteś ignorera glöm svara yok unutun"
        " yanıtlayın yanıt cevap artık",
        r"\b(?:negeer (?:alle|de|het)|vergeet (?:alle|alles|wat)|antwoord (?:alleen|dat|met|altijd)|zeg alleen|je "
        r"bent nu"
        r"|zignoruj|zapomnij|odpowiedz|odpowiadaj|jesteś teraz|ignorera (?:alla|allt)|glöm (?:alla|allt)"
        r"|svara (?:bara|att|med|alltid)|yok say|unutun|yanıtlayın|yanıt ver|cevap ver|artık sen)\b",
    ),
)  # fmt: skip
IN_OTHER_SCRIPTS = re.compile(
    r"(?i:игнорируй|забудь|не обращай|не следуй|отвечай|ответь|ты теперь|скажи(?:те)? только)"
    r"|無視して|無視し、|無視せよ|忘れて(?:、|ください)|[とで](?:だけ)?(?:答えて|回答して|返答して|返信して)|あなたは(?:今|これ)から"
    r"|(?:忽略|无视|忘记|忘掉)(?:以上|之前|所有|前面|你)|(?:请|只|必须|一律)(?:回答|回复|答复)|你现在是|从现在起"
    r"|무시하(?:고|세요|라|십시오)|잊(?:고|으세요|어라)|(?:라고|로만) (?:답|대답|말)|당신은 이제|지금부터 당신"
    r"|تجاهل|لا تتبع|انس كل|أجب (?:ب|أن|فقط)|أنت الآن|अनदेखा कर|भूल जा(?:ओ|इए)|(?:उत्तर|जवाब) दो|अब (?:तुम|आप)"
)
