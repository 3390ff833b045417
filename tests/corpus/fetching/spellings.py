"""Ways to write addresses that are not public. {port} is that of a server that must never hear of it."""

from __future__ import annotations

_LOOPBACK = """
127.0.0.1 127.0.0.1. 127.0.0.2 127.1.1.1 127.255.255.255 127.1 127.0.1 0127.0.0.1 127.00.0.1 127.0.0.01 0177.0.0.1
0177.0.0.01 00000177.0.0.1 0177.1 017700000001 0x7f.0.0.1 0x7F.0x0.0x0.0x1 0x7f.1 0x7f000001 0X7F000001 0x7f000001.
0x000000007f000001 2130706433 2130706433. 02130706433 4429673729 127.0x1 0x7f.0.1 127.0.0x0.01 127.0.0.0x1 0.0.0.0 0
0x0 00 0.0 0.0.0 0.0.0.1 localhost LOCALHOST LocalHost localhost. 127.0.0.1.. 127..1 127.0.0.1.0 256.256.256.256
127.0.0.1%00 127.0.0.1%2e 127%2e0%2e0%2e1 %31%32%37.0.0.1 %6c%6f%63%61%6c%68%6f%73%74 localhost%00.example.com
１２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ⑫⑦.⓪.⓪.① ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ lOcAlHoSt 𝟏𝟐𝟕.𝟎.𝟎.𝟏
[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [0:0::0:0] [::0001] [::127.0.0.1] [::7f00:1]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:7F00:1] [0:0:0:0:0:ffff:127.0.0.1] [0:0:0:0:0:FFFF:7f00:0001]
[::ffff:0:127.0.0.1] [::ffff:0.0.0.0] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::]
[2002:7f00:0001::7f00:1] [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe] [2a00:1450::5efe:127.0.0.1]
[2a00:1450::200:5efe:7f00:1] [::1%lo] [::1%25lo] [fe80::1%25eth0] [::1.] [::1 127.0.0.1 [127.0.0.1] []
[::ffff:0177.0.0.1]
"""
_PRIVATE = """
10.0.0.1 10.255.255.255 012.0.0.1 0xa.0.0.1 167772161 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1.254 3232235521
0xc0a80001 0300.0250.0.1 100.64.0.1 100.127.255.254 169.254.0.1 169.254.169.254 2852039166 0xa9fea9fe
0251.0376.0251.0376
169.254.43518 169.16689662 100.100.100.200 168.63.129.16 192.0.0.1 192.0.2.1 198.51.100.7 203.0.113.9 198.18.0.1
198.19.255.255 192.88.99.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 [fc00::1] [fd00::1] [fd00:ec2::254]
[fe80::1] [fec0::1] [ff02::1] [2001:db8::1] [3fff::1] [2002:a00:1::] [64:ff9b::10.0.0.1] [64:ff9b::a9fe:a9fe]
[::ffff:10.0.0.1] [::ffff:a9fe:a9fe] [::a9fe:a9fe] [100::1] [5f00::1] [4000::1] [2001:10::1] [2001:20::1]
metadata metadata.google.internal METADATA.GOOGLE.INTERNAL. metadata.goog instance-data
"""
_WHOLE = r"""
http://127.0.0.1:{port}@127.0.0.1:{port}/ http://example.com@127.0.0.1:{port}/ http://user:word@127.0.0.1:{port}/
http://127.0.0.1:{port}\@example.com/ http://example.com\@127.0.0.1:{port}/ http:\\127.0.0.1:{port}\
http:/127.0.0.1:{port}/
http:127.0.0.1:{port}/ //127.0.0.1:{port}/ 127.0.0.1:{port} http:///127.0.0.1:{port}/ HTTP://127.0.0.1:{port}/
hTtP://127.0.0.1:{port}/ http://127.0.0.1:{port}#@example.com/ http://127.0.0.1:{port}?@example.com/
http://127.0.0.1:{port};example.com/ http://127.0.0.1&@example.com:{port}/ http://example.com:{port}:{port}/
http://127.0.0.1:０{port}/ http://127.0.0.1:99999/ http://127.0.0.1:0/ http://127.0.0.1:-1/ http://127.0.0.1:0x50/
file:///etc/passwd file://127.0.0.1/etc/passwd ftp://127.0.0.1:{port}/ gopher://127.0.0.1:{port}/_GET
dict://127.0.0.1:{port}/
ws://127.0.0.1:{port}/ data:text/html,hello javascript:alert(1) jar:http://127.0.0.1:{port}/!/ about:blank http://
https:// http://.
http://../ http://-/ http://exa_mple..com/ unix:///run/a.sock http+unix://%2Frun%2Fa.sock/ view-source:http://127.0.0.1:{port}/
"""

URLS = (
    *(f"http://{host}:{{port}}/" for host in (*_LOOPBACK.split(), *_PRIVATE.split())),
    *_WHOLE.split(),
    "",
    " ",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1\n.example.com:{port}/",
    "ht\ntp://127.0.0.1:{port}/",
    "http://127.0.0.1\x00.example.com:{port}/",
    "http://127.0.0.1\u200b:{port}/",
    "http://127.0.0.1\u3000:{port}/",
    "http://[::1\n]:{port}/",
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: example.com",
    "http://example.com" + "a" * 2_000 + "@127.0.0.1:{port}/",
)
