"""What a line of page furniture looks like, in the words that sites use.

Each pattern is matched against a whole line without its bullet. The longer the phrase, the freer it is to stand
anywhere; a single word ("Share", "Home") says nothing inside an article, where it may be a cell of a table.
"""

from __future__ import annotations

import re

_AD = r"advertise?ment|anzeige|publicité|広告|광고"
_NAMED_NETWORK = r"facebook|twitter|linked-?in|whats\s?app|telegram|reddit|pinterest|bluesky|flipboard|kakaotalk"
_NETWORK = _NAMED_NETWORK + r"|x|line|threads"  # words of their own, which say something beside other networks only
_CREDITED = r"getty\ images|reuters|afp|ap\ photo|shutterstock"
_AGENCY = r"getty(?:\ images)?|reuters|afp|ap|epa|bloomberg|shutterstock|istock|alamy|kyodo|yonhap|jiji|pool"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_DAY = r"""(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\ )?
    (?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4} | \d{4}[./-]\d{1,2}[./-]\d{1,2} | \d{4}年\d{1,2}月\d{1,2}日
    | [a-z]{3,9}\.?\ \d{1,2},?\ \d{4} | \d{1,2}\ [a-z]{3,9}\.?,?\ \d{4})"""
_AGO = r"yesterday | today | just\ now | (?:an? | \d+)\ (?:min(?:ute)?|hour|hr|day|week)s?\ ago | \d+\ ?[mhd]"
TIME_ONLY = _words(_AGO)
STAMP = _words(  # what stands beneath a teaser or beside a comment, and never beneath a paragraph of the article
    rf"""(?:.{{1,40}}\s[·•|–-]\s)? (?:{_AGO} | {_DAY} (?:,?\ \d{{1,2}}:\d{{2}}.{{0,12}})?)
    | (?:read|show|see|learn|view)\ (?:more|full\ story|article)\W* | continue\ reading\W* | 続きを読む | 더\s?보기
    | reply | report | (?:\d+\ )?(?:likes?|replies|upvotes?)
      | (?:like|reply|report)(?:\W+(?:like|reply|report|share))+\W*
    | 返信 | 답글"""
)

# A list item "(c) the Buyer ..." is no copyright line: that one names a year.
_COPYRIGHT = r"""(?:copyright\s*)?(?:[©ⓒ]|\(c\)\s*\d{4}).{0,200} | copyright\s+(?:\d{4}|by)\b.{0,200}
    | (?:copyright\b.{0,100}\W)?all\ rights\ reserved.{0,100}
    | .{0,60}(?:無断(?:転載|複写|複製)|무단\s?전재).{0,80}"""
COPYRIGHT = _words(_COPYRIGHT)
ANYWHERE = _words(
    rf"""{_COPYRIGHT}
    | \W*(?:{_AD})\W* | (?:advertisement\W+)?(?:article|story)\ continues\ (?:below|after)\b.{{0,40}}
    | (?:scroll|swipe)\ (?:down\ )?(?:to|for)\ (?:continue|more).{{0,40}} | skip\ advertisement | remove\ ads\W*
    | (?:click\ to\ )?(?:share|tweet|post|pin|send)\ (?:this\ )?(?:(?:article|story|page|post)\ )?(?:on|to|via)
      \ (?:{_NETWORK})\b(?:\ \(.{{1,40}}\))? | click\ to\ (?:share|e?-?mail|print)\b.{{0,80}}
    | (?:copy|get)\ (?:the\ )?(?:link|url)(?:\ to\ clipboard)? | link\ copied.{{0,40}} | gift\ this\ article
    | (?:{_NETWORK}|share|tweet|e-?mail|print|save|copy\ link)(?:[\s|,·/]+(?:and\ )?
      (?:{_NETWORK}|share|tweet|e-?mail|print|save|copy\ link|comments?))+
    | listen(?:\ to\ (?:this\ )?(?:article|story)\b.{{0,40}} | \ [(·]\ ?\d+.{{0,12}})
    | \d+\ ?-?min(?:ute)?s?\ (?:read|listen)
    | (?:image|photo|picture|caption)s?\ (?:source|caption|copyright|credit),?:?\ .{{1,200}}
    | (?:file\ )?(?:photo|image|picture|photograph|illustration)s?(?:\ credit)?\s?
      (?::.{{1,140}} | (?:by|courtesy\ of)\ (?-i:[A-Z])[^.]{{1,100}}\.?)
    | (?:写真|사진|画像|ⓒ)\s?[:：=].{{1,80}}
    | .{{1,240}}(?:/\s?(?:{_AGENCY})\)? | \bvia\ getty\ images\)? | \(?(?:{_CREDITED})\s?/\s?[\w\ .'’-]{{2,40}}\)?
      | \(AP\ photo/.{{2,40}}\) | [(\[](?:photo|image|picture|file\ photo)[:/\ ].{{2,60}}[)\]])\.?
    | (?:{_CREDITED})\s?/\s?[\w\ .'’-]{{2,40}}
    | (?:sign\ up|register|subscribe)\ (?:now\ |here\ |today\ )?(?:for|to)\b.{{0,100}}
      \b(?:newsletters?|briefings?|inbox|alerts|e-?mails?)\b.{{0,80}}
    | get\ .{{1,80}}\b(?:to|in)\ your\ inbox\b.{{0,40}} | (?:enter\ )?your\ e-?mail(?:\ address)?\W*
    | by\ (?:signing\ up|subscribing|registering),?\ you\ .{{1,160}}
    | (?:download|get|try|open\ in|install)\ (?:our|the)\ (?:[\w'’]+\ ){{0,3}}app\b.{{0,80}}
    | (?:get\ it|available|download)\ on\ (?:the\ )?(?:google\ play|app\ store).{{0,40}}
    | scan\ (?:the|this)\ (?:qr\ )?code\b.{{0,80}}
    | (?:follow|join|find|like|add)\ (?:us|[\w.'’]+(?:\ [\w.'’]+){{0,3}})\ (?:on|in|as)\ (?:a\ preferred\ source\ on\ )?
      (?:google(?:\ news)?|our\ \w+\ channel|{_NETWORK})\b.{{0,60}}
    | (?:already\ )?(?:an?\ |have\ an?\ )?(?:subscriber|subscription|member|account)\?\ .{{0,60}}
    | (?:subscribe|sign\ in|log\ in|register)\ (?:now\ )?(?:to|and)\ (?:continue|keep|read|unlock)\b.{{0,80}}
    | (?:this\ (?:article|story|content)\ is\ )(?:for|only\ for|reserved\ for
      |available\ to)\ .{{0,30}}(?:subscribers|members).{{0,60}}
    | you\ have\ (?:\d+|one|two|three|no|reached|read)\b.{{0,60}}\b(?:free|complimentary)\ articles?\b.{{0,60}}
    | (?:read|see)\ (?:more|also|next)\s*[:：>»→].{{1,200}} | (?:also|must)[\ -]read\s*[:：].{{1,200}}
      | ▶?\s?関連\s?[:：].{{1,120}}
    | (?:related|recommended|more\ on\ this|don['’]?t\ miss)\s*[:：](?!.*\.$).{{1,160}}
    | (?-i:(?:MORE|READ|ALSO|WATCH|VIDEO|PHOTOS|LISTEN)\s*[:>|])(?!.*\.$).{{1,160}}
    | (?:also\ read|read\ also)\b(?!.*\.$).{{1,160}} | subscribe\ to\ .{{1,80}}\band\ (?:get|receive|save)\b.{{0,80}}
    | (?:was|did\ you\ find)\ this\ (?:article|page|story)\ (?:helpful|useful|interesting)\b.{{0,40}}
    | \(?(?:additional\ )?reporting\ by\ [^.]{{2,160}}[;,]?\ (?:writing|editing|compiled)\b[^.]{{2,160}}\.?\)?
    | \((?:additional\ )?(?:reporting|writing|editing)\ by\ .{{2,300}}\) | our\ standards\s?:.{{1,100}}"""
)

TAIL_HEADING = _words(
    r"""(?: related\ (?:topics?|news|articles?|stories|posts?|content|reading|links?|coverage)(?:\ from\b.{0,40})?
    | (?:most|popular)\ (?:discussed|read|popular|viewed|shared|commented|watched|now|stories|posts)(?:\b.{0,30})?
    | trending (?:\ now|\ news|\ topics|\ stories)?
    | recommended (?:\ for\ you|\ stories|\ reading|\ articles)?
    | you\ (?:may|might)\ also\ (?:like|be\ interested\ in) | (?:people|others?|readers)\ (?:also|are)\ read(?:ing)?
    | what\ (?:others|people)\ are\ reading | in\ case\ you\ missed\ it | don['’]?t\ miss | must\ reads?
    | more\ (?:from|stories|news|headlines|articles|top\ stories)\b.{0,40}
    | also\ in\ this\ issue | more\ by\ .{1,40} | be\ the\ first\ to\ comment
    | (?:latest|top|other|today['’]?s\ top)\ (?:news|stories|headlines|articles|videos)(?:\ [^.]{1,24})?
    | breaking\ news
    | editor['’]?s?['’]?\ picks? | our\ picks | up\ next | (?:from\ )?around\ the\ web | promoted(?:\ content|\ links)?
    | from\ our\ (?:partners|sponsors) | paid\ content
    | follow\ us\b.{0,40} | leave\ a\ (?:comment|reply) | post\ a\ comment
      | join\ the\ (?:conversation|discussion)\b.{0,40}
    | (?:reader\ )?comments?\ (?:section|\(\d+\)) | responses?\ \(\d+\) | \d+\ comments?
      | view\ (?:all\ )?comments\b.{0,20}
    | (?P<owns> about\ the\ (?:authors?|writer|reporter) | disclaimer | legal\ notice )
    | sign\ up\b.{0,60} | subscribe\b.{0,60} | newsletter\b.{0,40} | sponsored (?:\ content)?
    | 関連(?:記事|ニュース) | (?:人気|おすすめ)(?:記事|の記事) | (?:アクセス)?ランキング
      | あわせて読みたい | 最新ニュース
    | 관련\s?(?:기사|뉴스) | (?:많이|가장\ 많이)\ 본\ (?:뉴스|기사) | 인기\s?(?:기사|뉴스) | 댓글(?:\ ?\d+)?
    | (?P<weak> see\ also | read\ (?:more|next|also) | (?P<foot> more\ (?:on|in)\b.{0,40} | tags? | topics
      | filed\ under
        | comments? | コメント | share (?:\ this)? (?:\ article|\ story|\ post)? ))
    )\s*[:：]?"""
)

_MENU_STRONG = r"""home(?:\ ?page)? | menu | search | sign\ in | log\ ?in
  | (?:sign\ in|log\ in)\ ?/\ ?(?:register|sign\ up|join)
    | register | subscribe(?:\ now)? | my\ account | newsletters | e-?paper | (?:skip|jump)\ to\ .{1,30}
    | (?:open|close)\ (?:main\ )?(?:menu|navigation) | all\ sections
      | toggle\ \w+
    | privacy(?:\ (?:policy|notice|settings))?
      | terms(?:\ (?:of\ (?:use|service)|and\ conditions|&\ conditions))? | site\ ?map
    | contact\ us | about\ us | advertise(?:\ with\ us)? | careers | help(?:\ cent(?:er|re))?
      | cookie\ (?:policy|settings|preferences)
    | do\ not\ sell\b.{0,60} | accessibility | rss(?:\ feeds?)? | back\ to\ top
    | ホーム | ログイン | 会員登録 | メニュー | 検索
    | お問い合わせ | 利用規約 | プライバシーポリシー | 会社概要 | 로그인 | 회원가입 | 전체\s?메뉴 | 홈 | 검색"""
MENU_WORD = _words(
    rf"""{_MENU_STRONG} | news | world | asia | europe | americas | us | u\.s\. | uk | africa | middle\ east | politics
    | (?:stock\ )?markets? | business | companies | economy | finance | money | energy | deals | technology
      | tech | science
    | health | sports? | opinion | comment | editorial | analysis | culture | arts
      | life(?:style|\ (?:&|and)\ arts)? | travel | video | (?:top\ )?videos
    | obituaries | subscriptions | (?:view\ )?newsletters | copyright | masthead | ethics
    | corrections | staff
    | podcasts? | photos | pictures | live | more | latest | industry | mergers(?:\ (?:&|and)\ acquisitions)?
      | m&a | wealth
    | real\ estate | autos | weather | crypto | personal\ finance | investors?(?:\ relations)?
      | press(?:\ room|\ releases?)?
    | media | contact | about | products | solutions | events | shop | games | jobs | topics | national | local
      | regions?
    | ニュース | 経済 | 政治 | 国際 | 社会 | スポーツ | ビジネス | マーケット | 産業 | 文化 | オピニオン | 株価
    | 정치 | 경제 | 사회 | 국제 | 산업 | 문화 | 스포츠 | 증권 | 오피니언 | english"""
)
_TICKER = r"[A-Z][\w&/.^ -]{1,24}\s+[$€£¥]?[\d,]+\.?\d*\s+[▲▼△▽+−-]\s?[\d.,]+\ ?%?(?:\s+\(?[▲▼+−-]?\s?[\d.]+\ ?%\)?)?"
AROUND = _words(
    rf"""{_MENU_STRONG} | {_AGO} | disclaimer\s*:.* | share(?:\ this)?(?:\ (?:article|story|post))? | print
      | e-?mail | save
    | listen | font\ size | a\ ?a\ ?a | aa | text\ size | bookmark | gift | comment | {_NAMED_NETWORK}
      | you\ are\ here\b.{{0,120}}
    | we(?:\ and\ our\ .{{0,40}}partners)?\ (?:use\ cookies\ (?:to|and|on|for|in)\b.{{0,400}}
      | (?:store|process)\b.{{0,120}}\b(?:cookies|a\ device)\b.{{0,400}} | value\ your\ privacy.{{0,200}})
    | (?:this|our)\ (?:web)?site\ uses\ cookies\b.{{0,400}} | by\ (?:continuing|using)\b.{{0,60}}\bcookies\b.{{0,300}}
    | (?:accept|reject|allow|decline)(?:\ all)?(?:\ cookies)?
      | (?:manage|customi[sz]e)\ (?:my\ )?(?:cookies|preferences|choices|settings)
    | i\ (?:accept|agree) | tweet(?:\ this)?
      | (?:reach|contact|e-?mail|write\ to)\ (?:the\ )?(?:reporters?|authors?|writers?)\b.{{0,160}}
    | ok | got\ it\W* | close | dismiss | not\ now | no,?\ thanks | maybe\ later | sign\ me\ up\W*
    | (?:page\ )?\d+\ (?:of|/)\ \d+ | (?:\d+\s+){{1,9}}\d*\s*(?:next|›|»|>)?\W*
      | [«‹<←\s]*(?:prev(?:ious)?|next|older|newer)
      (?:\ (?:page|article|story|post)s?)?[»›>→\s]* | (?:load|show|view)\ (?:more|all)(?:\ \w+)?
      | [\d,.]+[km]?\ (?:views|shares|comments|likes)
    | {_TICKER} | (?:market\ )?(?:data|quotes)\ (?:is\ |are\ )?delayed\b.{{0,80}} | (?:last\ )?updated\s*:?\ (?:{_AGO})
    | (?:tags?|topics?|filed\ under|categor(?:y|ies)|keywords?|posted\ in)\s*[:：].{{1,200}} | タグ\s?[:：].{{1,120}}
    | (?:the\ )?(?:views|opinions)(?:\ and\ opinions)?\ (?:expressed|in\ this)\b.{{0,400}}
    | (?:this|the|all)\ (?:article|material|content|information|report|data)\b.{{0,120}}
      \b(?:informational|information|educational)\ purposes\b.{{0,500}}
    | .{{0,200}}\b(?:is\ not|does\ not\ constitute|nor\ is\ it)\ (?:intended\ as\ )?(?:investment
      |financial)\ advice\b.{{0,300}}
    | past\ performance\ is\b.{{0,200}}
      | this\ (?:content|story|report)\ (?:was|has\ been|is)\ .{{0,40}}(?:auto-?generated|syndicated).{{0,200}}
    | [A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){{1,2}}\ (?:is|covers|writes|reports)\b.{{0,200}}
      \b(?:reach(?:ed)?|follow|contact|e-?mail)\ (?:him|her|them|[A-Z]\w+)?\b.{{0,120}}
    | (?-i:[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){{1,2}})
      \ (?:(?:covers|writes\ about)\b.{{0,160}}\.\ (?:she|he|they|before)\b.{{0,200}}
      | is\ (?:an?|the)\ [\w\ -]{{0,40}}(?:reporter|correspondent|editor|writer|journalist|columnist)\b.{{0,200}})
    | (?:\#\w+\s*){{1,12}} | [\w.+-]+@[\w-]+(?:\.\w+)+ | \+?\s?follow | (?:この)?記事をシェア.{{0,40}}"""
)
_PART = re.compile(r"\s*(?:[|>›»•·/→]|::)\s*")
SHARE_WORD = _words(rf"(?:{_NETWORK}) | share | tweet | e-?mail | print | save | copy\ link | gift | bookmark | link")
DESK_SIGN_OFF = re.compile(r"[a-z]{2,4}(?:[-/][a-z]{2,4})+")  # the initials of an agency's desks
_BULLET = re.compile(r"^(?:[-*•·▪◦»›+]\s+)+")


def bare(line: str) -> str:
    """`line` without the space and the bullet around it."""
    return _BULLET.sub("", line.strip())


def is_menu_row(line: str) -> bool:
    """Whether a line is a menu or the path to a page: "Home > Markets > Deals", "News | Markets | Sign in"."""
    parts = [part for part in _PART.split(line) if part] if len(line) <= 300 else []
    named = sum(1 for part in parts if MENU_WORD.fullmatch(part))
    starts_home = bool(parts) and bool(
        re.fullmatch(r"home|ホーム|top|トップ|홈|startseite|accueil|inicio", parts[0], re.IGNORECASE)
    )
    return len(parts) > 1 and (starts_home or (len(parts) > 2 and 2 * named >= len(parts)))
