local function show(text)
  local shown = byte_span.printable(text)
  assert(byte_span.append(text):printable() == shown)
  assert(load('return "' .. shown .. '"')() == text, "it reads back")
  print(shown)
end

show("plain text, 100% of it")
show("")
show("caf\u{e9} \u{4e16}\u{754c} \u{1f680}")
show("a\\b\\x41")
show("a\nb\rc\td")
show("\0\1\27[2J\27]0;title\7\127")
show("\u{80}\u{9b}31m\u{9f}\u{a0}|")
show("\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{61c}\u{200b}\u{feff}")
show("\u{2028}\u{2029}")
show("\xff\xc3\x28\xe2\x82\xf0\x9f\x9a")
show("\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80")
show("\u{e0041}\u{10ffff}")

-- Only the bytes within the length of a span count.
print(byte_span.append("visible\27"):slice(1, 7):printable())
local text = ("long "):rep(1000)
print(byte_span.printable(text) == text, #byte_span.printable(("\0"):rep(1000)))
