local doc = require("tickmark_worker").doc
local core = require("tickmark.core")
local event = require("tickmark.ledger.event")
local kinds = require("tickmark.ledger.kinds")

local function head(changes)
  local given = { id = "ABCDEFGHIJKLMNOP", seq = 1, state = "open", grade = "minor", requirement = "A.8.5",
    previous = require("tickmark.base.canon").array {} }
  for key, value in pairs(changes or {}) do given[key] = value end
  return given
end

local function read_back(bytes)
  local document, fault = doc.parse(bytes, { kind = "markdown" })
  assert(document, fault and fault.message)
  return document:data()
end

describe("an event's file", function()
  it("is named by shard, id, number, state and the SHA-256 of its bytes", function()
    local path, bytes, sha256 = event.file(head(), "\nWords.\n")
    assert.equal(("findings/AB/ABCDEFGHIJKLMNOP/0001-open-%s.md"):format(core.sha256(bytes)), path)
    assert.equal(core.sha256(bytes), sha256)
    assert.equal("findings/AB/ABCDEFGHIJKLMNOP/0123-plan-accepted-",
      event.file(head { seq = 123, state = "plan-accepted" }, ""):match("^.-accepted%-"))
  end)

  it("is the same bytes for the same head, its keys sorted", function()
    local _, bytes = event.file(head { subject = "x", basis = "y" }, "\nWords.\n")
    assert.equal(bytes, (select(2, event.file(head { basis = "y", subject = "x" }, "\nWords.\n"))))
    assert.equal('---\nbasis: "y"\ngrade: "minor"\nid: "ABCDEFGHIJKLMNOP"\nprevious: []\nrequirement: "A.8.5"\nseq: 1\n'
      .. 'state: "open"\nsubject: "x"\n---\n\nWords.\n', bytes)
  end)

  it("reads back as it was written, lists and maps in each other too", function()
    local deep = { a = "1", list = { "x", "y" }, maps = { { path = "p", line = 3 }, { path = "q" } },
      map = { inner = { "z" }, other = { deep = "er" } } }
    local _, bytes = event.file(head(deep), "")
    local data = read_back(bytes)
    assert.same({ "x", "y" }, data.list)
    assert.same({ { path = "p", line = "3" }, { path = "q" } }, data.maps)
    assert.same({ inner = { "z" }, other = { deep = "er" } }, data.map)
  end)

  for _, text in ipairs { "", " ", "no", "null", "~", "1e3", "0o17", "2026-01-01", "a: b", "a #b", "- a", "? a", "%a",
    "@a", "`a`", "'", '"', "\\", "\\x41", "line\nbreak", "\r\n", "\t", "\0", "\27[31m", "\127", "\194\133",
    "\194\155", "\226\128\168", "\226\128\169", "\226\128\174",
    "\239\187\191", "\239\191\190", "\240\159\146\169", "\243\160\129\129",
    "---", "\n---\n", "...", "{}", "[]", "&a", "*a", "!t", "<<", "=", ("long "):rep(1000) } do
    it(("keeps %q, as a value and in a list"):format(text:sub(1, 20)), function()
      local path, bytes = event.file(head { statement = text, items = { text, "x" } }, "\nWords.\n")
      local data = read_back(bytes)
      assert.equal(text, data.statement)
      assert.same({ text, "x" }, data.items)
      assert.equal("open", kinds.parse_path(path).state)
      assert.is_nil(bytes:find("[\0-\9\11-\31\127]"))
    end)
  end
end)

describe("an event's path", function()
  local SHA <const> = ("0123456789abcdef"):rep(4)

  it("says what the event is", function()
    for _, folder in ipairs { "findings", "actions", "requests" } do
      assert.same({ folder = folder, id = "ABCDEFGHIJKLMNOP", seq = 12, state = "plan-accepted", sha256 = SHA },
        kinds.parse_path(folder .. "/AB/ABCDEFGHIJKLMNOP/0012-plan-accepted-" .. SHA .. ".md"))
    end
  end)

  -- a path in which SHA stands for 64 digits
  for _, path in ipairs { "", "findings", "findings/AB/README.md",
    "findings/AB/ABCDEFGHIJKLMNOP/0012-open-SHA.md.orig", "findings/AC/ABCDEFGHIJKLMNOP/0012-open-SHA.md",
    "x/findings/AB/ABCDEFGHIJKLMNOP/0012-open-SHA.md", "findings/AB/ABCDEFGHIJKLMNOP/12-open-SHA.md",
    "findings/AB/ABCDEFGHIJKLMNOP/0012-SHA.md",
    "others/AB/ABCDEFGHIJKLMNOP/0012-open-SHA.md", "findings/AB/ABCDEFGHIJKLMNOP/../0012-open-SHA.md",
    "findings/AB/ABCDEFGHIJKLMNOP/0012-open-SHA0.md", "findings/AB/ABCDEFGHIJKLMNOP/0012-open-" .. SHA:sub(2) .. ".md",
  } do
    it(("is no event's: %q"):format(path), function()
      assert.is_nil(kinds.parse_path((path:gsub("SHA", SHA))))
    end)
  end
end)

describe("the head of an event", function()
  it("keeps the keys that somebody else put there", function()
    local deep = { ["a: b\nstate"] = "x", [""] = "y", map = { ["- z"] = "z", ["\226\128\174"] = { "1" } },
      none = { {} } }
    local data = read_back((select(2, event.file(head(deep), ""))))
    assert.equal("x", data["a: b\nstate"])
    assert.equal("y", data[""])
    assert.same({ ["- z"] = "z", ["\226\128\174"] = { "1" } }, data.map)
    assert.equal("open", data.state)
  end)
end)

describe("a paragraph of a commit", function()
  it("is wrapped, and no line ends the message", function()
    assert.equal("\\x2D-- a", event.paragraph("--- a"))
    local words = ("word "):rep(14) .. "--- Signed-off-by: x"
    assert.equal((("word "):rep(14):sub(1, -2)) .. "\n\\x2D-- Signed-off-by: x", event.paragraph(words))
    assert.equal("a --- b", event.paragraph("a --- b"))
  end)
end)

describe("trailers", function()
  it("stay one line each, whatever is in them", function()
    assert.equal("Finding: X\nGrade: a Finding: FORGED\n",
      event.trailers { { "Finding", "X" }, { "Grade", "a\nFinding: FORGED" } })
  end)
end)
