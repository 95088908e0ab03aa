local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")
local unicode = require("tickmark.base.unicode")

local function each(cases, encode)
  for _, case in ipairs(cases) do assert.equal(case[2], encode(case[1])) end
end

describe("text for a terminal", function()
  it("shows what would act or hide", function()
    each({
      { "plain text, äöü € 日本", "plain text, äöü € 日本" },
      { "\27[31mred\27[0m", "\\x1B[31mred\\x1B[0m" },
      { "a\tb\rc\nd\0e\127", "a\\x09b\\x0Dc\\x0Ad\\x00e\\x7F" },
      { "\u{9B}31m", "<U+009B>31m" },
      { "\u{202E}gpj.exe", "<U+202E>gpj.exe" }, { "\u{2066}x\u{2069}", "<U+2066>x<U+2069>" },
      { "pay\u{200B}pal\u{FEFF}\u{AD}", "pay<U+200B>pal<U+FEFF><U+00AD>" },
      { "\u{E0041}\u{FE0F}\u{2028}", "<U+E0041><U+FE0F><U+2028>" },
      { "a\xFFb\xC3", "a\\xFFb\\xC3" }, { "\xED\xA0\x80", "\\xED\\xA0\\x80" }, { "\xC0\x80", "\\xC0\\x80" },
      { "\xF4\x90\x80\x80é", "\\xF4\\x90\\x80\\x80é" }, { "", "" },
    }, text.terminal)
  end)

  it("keeps line feeds when asked, and only them", function()
    assert.equal("a\nb\\x0D\nä", text.terminal("a\nb\r\nä", true))
  end)
end)

describe("text for the log of a CI", function()
  it("shows what would be a command there", function()
    each({
      { "::error::x", "\\x3A:error::x" }, { "a ::error::x", "a \\x3A:error::x" },
      { "\u{A0}::error::x", "\u{A0}\\x3A:error::x" }, { "\u{2003}::error::x", "\u{2003}\\x3A:error::x" },
      { "##[error]x", "\\x23#[error]x" }, { "a##vso[x]", "a\\x23#vso[x]" }, { "###[x]", "#\\x23#[x]" },
      { "##teamcity[x]", "\\x23#teamcity[x]" },
    }, text.terminal)
  end)

  it("leaves alone what is none", function()
    for _, s in ipairs { "std::string", "fe80::1", "::1", "::/0", "a :: b", "## head", "# [x]", "a:b", "x::y ## z" } do
      assert.equal(s, text.terminal(s))
    end
  end)
end)

describe("text in JSON", function()
  it("is the same value with what hides or commands escaped", function()
    each({
      { '"\u{202E}\u{9B}\u{FEFF}"', '"\\u202e\\u009b\\ufeff"' }, { '"\u{E0041}x"', '"\\udb40\\udc41x"' },
      { '"\u{10FFFF}"', '"\\udbff\\udfff"' }, { '"äöü € 日本 😀"', '"äöü € 日本 😀"' }, { '"::error::"', '"::error::"' },
      { '"##[error]"', '"\\u0023#[error]"' }, { '"a\\\\u202e"', '"a\\\\u202e"' },
    }, text.json)
    local decode = require("tickmark.base.json").decode
    for code = 0, 0x10FFFF do
      local c = (code < 0xD800 or code > 0xDFFF) and unicode.within(unicode.hidden, code) and utf8.char(code)
      if c then
        local json = text.json(canon.encode { c })
        assert.is_nil(json:find("[\0-\31\127-\255]"))
        assert.same({ c }, decode(json))
      end
    end
  end)
end)

describe("a message", function()
  it("is UTF-8 and has an end", function()
    each({
      { "ä", "ä" }, { "a\xFFb\n\27\xC3", "a\\xFFb\n\\x1B\\xC3" }, { "\27", "\27" },
    }, text.message)
    assert.equal(2048, #text.message(("x"):rep(5000)))
    for _, s in ipairs { ("\xFF"):rep(5000), ("é"):rep(2000) .. "\xFF", ("x"):rep(2045) .. "\xFF\xFF\xFF" } do
      assert.is_true(#text.message(s) <= 2048 and text.is_utf8(text.message(s)))
    end
  end)
end)

describe("hidden characters", function()
  it("are all of those that deceive", function()
    for _, range in ipairs {
      { 0x00, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x61C, 0x61C }, { 0x180B, 0x180F }, { 0x200B, 0x200F },
      { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB },
      { 0xE0000, 0xE01EF }, { 0xFDD0, 0xFDEF },
    } do
      for code = range[1], range[2] do assert.is_true(unicode.within(unicode.hidden, code), ("U+%04X"):format(code)) end
    end
    for plane = 0, 16 do
      assert.is_true(unicode.within(unicode.hidden, plane << 16 | 0xFFFE))
      assert.is_true(unicode.within(unicode.hidden, plane << 16 | 0xFFFF))
    end
  end)

  it("stand in ranges that ascend, as all tables do", function()
    for _, name in ipairs { "hidden", "combining", "wide" } do
      local last = -1
      for i, code in ipairs(unicode[name]) do
        assert.is_true(i % 2 == 1 and code > last or i % 2 == 0 and code >= last, ("%s: U+%04X"):format(name, code))
        last = code
      end
    end
  end)
end)

describe("text for Markdown", function()
  -- Rendered by cmark-gfm with its extensions, each of these is the text it was.
  it("can't become markup", function()
    each({
      { "# heading", "\\# heading" }, { "> quote", "\\> quote" }, { "- item", "\\- item" },
      { "+ item", "\\+ item" }, { "1. item", "1\\. item" }, { "12) item", "12\\) item" }, { "===", "\\===" },
      { "---", "\\---" }, { ":--", "\\:--" },
      { "*b* _i_ `c` ~~s~~", "\\*b\\* \\_i\\_ \\`c\\` \\~\\~s\\~\\~" },
      { "[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)" }, { "<script>", "\\<script\\>" },
      { "&lt; & &#60;", "\\&lt; & \\&#60;" },
      { "a|b", "a\\|b" }, { "$x$", "\\$x\\$" }, { "back\\slash", "back\\\\slash" },
    }, text.markdown)
  end)

  it("is not linked by the reader's own rules", function()
    each({
      { "https://x.org", "https:<!---->//x.org" }, { "www.x.org", "www<!---->.x.org" },
      { "a@b.org", "a@<!---->b.org" }, { "mailto:x", "mailto:<!---->x" }, { "XMPP:x", "XMPP:<!---->x" },
    }, text.markdown)
  end)

  it("is one line", function()
    each({ { "  a \n\n b\t ", "a b" }, { "    code", "code" }, { "a  \nb", "a b" } }, text.markdown)
  end)

  it("stays readable where nothing is at stake", function()
    each({
      { "A.8.5: 3 of 4 (75 %) - see 10.2!", "A.8.5: 3 of 4 (75 %) - see 10.2!" },
      { "a # b > c + d = e", "a # b \\> c + d = e" }, { "\u{202E}x", "\\<U+202E\\>x" },
    }, text.markdown)
  end)
end)

describe("text for a trailer", function()
  it("is one line without control characters", function()
    each({
      { "open\nSigned-off-by: Eve <e@x>", "open Signed-off-by: Eve <e@x>" }, { " a \r\n\t b ", "a b" },
      { "a\27b", "a\\x1Bb" }, { "", "" },
    }, text.trailer)
  end)
end)

describe("text for a CI command", function()
  it("stays inside of the command", function()
    each({
      { "100 % of\nthe lines\r\n", "100 %25 of%0Athe lines%0A" }, { "a\n::error::b", "a%0A::error::b" },
      { "##[error]x ##vso[task]", "\\x23#[error]x \\x23#vso[task]" }, { "\27[2J", "\\x1B[2J" },
    }, text.ci)
    assert.equal("a%3Ab%2Cc%25", text.ci("a:b,c%", true))
  end)
end)

describe("clipped text", function()
  it("has at most so many bytes and ends between characters", function()
    local cases = {
      { "abcdef", 6, "abcdef" }, { "abcdefg", 6, "abc…" }, { "äöüäöü", 8, "äö…" }, { "日本語日本語", 10, "日本…" },
      { "a😀😀😀", 9, "a😀…" }, { "abcdef", 3, "…" },
    }
    for _, case in ipairs(cases) do
      local clipped = text.clip(case[1], case[2])
      assert.equal(case[3], clipped)
      assert.is_true(#clipped <= case[2] and text.is_utf8(clipped))
    end
    assert.equal(2048, #text.clip(("x"):rep(5000)))
  end)

  it("copes with bytes that aren't UTF-8", function()
    assert.equal(7, #text.clip(("\x80"):rep(100), 10))
  end)
end)

describe("the width of text", function()
  it("is in columns", function()
    local cases = {
      { "", 0 }, { "abc", 3 }, { "äöü", 3 }, { "e\u{301}", 1 }, { "日本", 4 }, { "한글", 4 }, { "ｱ", 1 }, { "Ａ", 2 },
      { "😀", 2 }, { "a\u{200B}b", 2 }, { "\xFF\xFE", 2 }, { "…", 1 }, { "✓", 1 }, { "✅", 2 },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], text.width(case[1]), case[1]) end
  end)

  it("is filled up with blanks", function()
    assert.equal("ä   ", text.pad("ä", 4))
    assert.equal("  日", text.pad("日", 4, "right"))
    assert.equal("long", text.pad("long", 2))
  end)
end)

describe("wrapped text", function()
  it("breaks at blanks", function()
    assert.equal("the quick\nbrown fox", text.wrap("the quick brown fox", 10))
    assert.equal("  the\n  quick", text.wrap("the quick", 8, 2))
    assert.equal("> a\n\n> b", text.wrap("a\n\nb", 20, "> "))
    assert.equal("", text.wrap("", 20, 2))
  end)

  it("leaves long words whole", function()
    assert.equal("see\nevidence/mfa/2025-06.csv\nnow", text.wrap("see evidence/mfa/2025-06.csv now", 10))
  end)
end)

describe("columns", function()
  it("stand under each other", function()
    assert.same({ "id      n", "A.8.5   3", "日本   10" },
      text.columns({ { "id", "n" }, { "A.8.5", 3 }, { "日本", 10 } }, { align = { "left", "right" } }))
    assert.same({ "a   b", "ccc" }, text.columns({ { "a", "b" }, { "ccc" } }, { gap = 1 }))
    assert.same({}, text.columns {})
  end)

  it("have no blanks at their end", function()
    assert.same({ "a    x", "bbb" }, text.columns { { "a", "x" }, { "bbb", "" } })
  end)
end)

describe("small words", function()
  it("agree with their number", function()
    assert.equal("1 finding", text.plural(1, "finding"))
    assert.equal("0 findings", text.plural(0, "finding"))
    assert.equal("2 policies", text.plural(2, "policy", "policies"))
  end)

  it("join a list", function()
    assert.equal("", text.either {})
    assert.equal("a", text.either { "a" })
    assert.equal("a or b", text.either { "a", "b" })
    assert.equal("a, b and c", text.either({ "a", "b", "c" }, "and"))
  end)

  it("are trimmed, folded and quoted", function()
    assert.equal("a b", text.trim(" \t a b\r\n"))
    assert.equal("", text.trim(" \n "))
    assert.equal("abcÄ", text.fold("aBCÄ"))
    assert.equal('"a"', text.quote("a"))
  end)
end)

describe("UTF-8", function()
  it("is told from other bytes", function()
    for _, s in ipairs { "", "abc", "ä€😀", "\0" } do assert.is_true(text.is_utf8(s)) end
    for _, s in ipairs { "\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80" } do
      assert.is_false(text.is_utf8(s))
    end
  end)
end)
